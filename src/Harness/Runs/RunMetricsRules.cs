using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Runs;

/// <summary>What the fields of metrics.json can hold, beyond their types: reports and comparisons are made from it.</summary>
internal static class RunMetricsRules
{
    /// <summary>What is wrong with the metrics; null when nothing is.</summary>
    public static string? FaultOf(RunMetrics m) =>
        RunFileRules.NoNulls("findings", m.Findings) ?? RunFileRules.NoNulls("outages", m.Outages)
        ?? RunFileRules.NoNulls("latency", m.Latency.Values)
        ?? (m.Valid && m.Findings.Any(finding => finding.Severity == Severity.Error)
            ? "valid is true in spite of a finding that is an error" : null)
        ?? First(m.Latency, entry => RunFileRules.Count($"latency.{entry.Key}.n", entry.Value.N))
        ?? FaultOf(m.Correctness)
        ?? RunFileRules.Time("warm_up.first_measured_end_ms", m.WarmUp.FirstMeasuredEndMs)
        ?? RunFileRules.Count("warm_up.cut_windows", m.WarmUp.CutWindows)
        ?? First(m.Outages, outage => RunFileRules.Time("outages.from_ms", outage.FromMs)
            ?? RunFileRules.Time("outages.to_ms", outage.ToMs) ?? RunFileRules.Time("outages.again_ms", outage.AgainMs))
        ?? (m.Resources is { } resources ? RunFileRules.NoNulls("resources.parts", resources.Parts) : null)
        ?? FaultOf(m.Windows);

    private static string? FaultOf(CorrectnessMetrics c) =>
        RunFileRules.Between("correctness.completeness", c.Completeness, 0, 1)
        ?? RunFileRules.Count("correctness.stored", c.Stored) ?? RunFileRules.Count("correctness.counted", c.Counted);

    private static string? FaultOf(WindowSeries w)
    {
        var windows = w.EndMs.Count;
        (string Name, int Count)[] columns =
        [
            ("latency_ms", w.LatencyMs.Count), ("over_floor_ms", w.OverFloorMs.Count), ("data_ms", w.DataMs.Count),
            ("wait_ms", w.WaitMs.Count), ("ingest_ms", w.IngestMs.Count), ("cadence_ms", w.CadenceMs.Count),
            ("overhead_ms", w.OverheadMs.Count), ("measured", w.Measured.Count),
        ];
        return First(columns, column => column.Count == windows ? null
                : FormattableString.Invariant($"windows.{column.Name} has {PluralText.Of(column.Count, "value")}, windows.end_ms ")
                + FormattableString.Invariant($"has {windows}"))
            ?? First(w.EndMs, end => RunFileRules.Time("windows.end_ms", end));
    }

    private static string? First<T>(IEnumerable<T> values, Func<T, string?> faultOf) =>
        values.Select(faultOf).FirstOrDefault(fault => fault is not null);
}
