namespace CtrBench.Harness.Measurement;

/// <summary>
/// Broken experiments that must be caught, not plotted (docs/measurement.md "When a run is invalid"). Each rule is a pure function that
/// finds one fault or nothing.
/// </summary>
internal static class ValidityRules
{
    private static readonly IReadOnlyList<Func<RunEvidence, Finding?>> Rules =
    [
        BelowDelayRule.Judge,
        LatencyRules.BelowFloor,
        LatencyRules.NegativeLatency,
        LatencyRules.FellBehindInWarmUp,
        LatencyRules.FallingBehind,
        LatencyRules.UnknownCadence,
        ProducerRules.GeneratorLimit,
        ProducerRules.NotAllSent,
        ProducerRules.StoredDiffersFromSent,
        LogRules.RecordsRead,
        LogRules.OffsetGaps,
        LogRules.ForeignRecords,
        LogRules.NoResults,
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
