using CtrBench.Windows.Events;

namespace CtrBench.Harness.Measurement;

/// <summary>Records without a producer timestamp: T0 is then the time at which the log stored the newest record of a window.</summary>
internal static class AppendTimeRule
{
    /// <summary>Whether the records of a run have no producer timestamp by its mapping.</summary>
    public static bool IsT0(RunFacts run) => run.Query.Schema is { ProducerTimestamp: null };

    /// <summary>Note t0-append-time.</summary>
    public static Finding? Judge(RunEvidence evidence) => !IsT0(evidence.Run) ? null
        : new Finding(Severity.Note, "t0-append-time",
            "The records have no producer timestamp: T0 is the append time of the newest record of a window, so T1 - T0 is without the way "
            + "from the producer to the log. It is unknown for windows that lost late rows.");

    /// <summary>How much earlier than the moment of sending a stamp of the mapping's form may be, ms: its unit.</summary>
    public static double GrainMs(RunFacts run) =>
        run.Query.Schema?.ProducerTimestamp is { } stamp ? TimeForms.UnitNs(stamp.Form) / 1e6 : 0;
}
