namespace CtrBench.Engines.FlinkSql;

/// <summary>Flink's words for the state of a job.</summary>
internal static class FlinkState
{
    /// <summary>Submitted and working, not necessarily reading yet.</summary>
    public const string Running = "RUNNING";

    /// <summary>Waiting for the next attempt after a failure.</summary>
    public const string Restarting = "RESTARTING";

    /// <summary>At its end, by a stop.</summary>
    public const string Finished = "FINISHED";

    /// <summary>Given up after a failure.</summary>
    public const string Failed = "FAILED";

    /// <summary>Ended by a cancel.</summary>
    public const string Canceled = "CANCELED";

    /// <summary>Whether a job stays in that state for ever.</summary>
    public static bool IsTerminal(string state) => state is Finished or Failed or Canceled;
}
