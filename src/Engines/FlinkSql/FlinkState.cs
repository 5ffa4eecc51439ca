namespace CtrBench.Engines.FlinkSql;

/// <summary>Flink's names of job states.</summary>
internal static class FlinkState
{
    /// <summary>Submitted and running, not necessarily reading yet.</summary>
    public const string Running = "RUNNING";

    /// <summary>Waiting for the next attempt after a failure.</summary>
    public const string Restarting = "RESTARTING";

    /// <summary>Ended by a stop.</summary>
    public const string Finished = "FINISHED";

    /// <summary>Failed permanently.</summary>
    public const string Failed = "FAILED";

    /// <summary>Ended by a cancel.</summary>
    public const string Canceled = "CANCELED";

    /// <summary>Whether the state is final.</summary>
    public static bool IsTerminal(string state) => state is Finished or Failed or Canceled;
}
