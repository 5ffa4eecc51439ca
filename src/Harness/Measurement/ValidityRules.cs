namespace CtrBench.Harness.Measurement;

/// <summary>
/// Broken experiments that must be caught, not plotted (docs/measurement.md "When a run is invalid"). Each rule is a pure function that
/// finds one fault or nothing.
/// </summary>
internal static class ValidityRules
{
    private static readonly IReadOnlyList<Func<RunEvidence, Finding?>> Rules =
    [
        PartialRule.Judge,
        BelowDelayRule.Judge,
        LatencyRules.BelowFloor,
        LatencyRules.NegativeLatency,
        AppendTimeRule.Judge,
        InvariantRules.Judge,
        KeepingUp.Judge,
        KeepingUp.StartedBehind,
        LatencyRules.UnknownCadence,
        LatencyRules.NegativeOverhead,
        ProducerRules.GeneratorLimit,
        ProducerRules.NotAllSent,
        SentTrafficRules.Differs,
        SentTrafficRules.Paused,
        SentTrafficRules.ByChance,
        ProducerRules.StoredDiffersFromSent,
        LogRules.RecordsRead,
        LogRules.OffsetGaps,
        LogRules.ForeignRecords,
        LogRules.NoResults,
        LogRules.OpenTransaction,
        LogRules.AppendTimes,
        LogRules.PartitionsAdded,
        LogRules.LogStart,
        LogRules.CollectedLate,
        OutageRules.Judge,
        WindowRules.Unaligned,
        WindowRules.TooFew,
        WindowRules.TooFewForP99,
        WindowRules.ClosedByEndOfInput,
        ClockRules.Stepped,
        ClockRules.Offset,
    ];

    /// <summary>All findings, in the order of the table.</summary>
    public static IEnumerable<Finding> Judge(RunEvidence evidence) => Rules.Select(rule => rule(evidence)).OfType<Finding>();
}

/// <summary>Input of the validity rules.</summary>
/// <param name="Run">The run.</param>
/// <param name="Correctness">Its reconciliation.</param>
/// <param name="Windows">Every traffic window with a result, in order of window end.</param>
/// <param name="Measured">Those that are measured.</param>
/// <param name="Cadence">Its cadence and where it comes from.</param>
/// <param name="KeepingUp">Whether the engine kept up.</param>
internal sealed record RunEvidence(
    RunFacts Run, CorrectnessMetrics Correctness, IReadOnlyList<WindowTiming> Windows, IReadOnlyList<WindowTiming> Measured,
        Cadence Cadence, KeepingUpMetrics KeepingUp);
