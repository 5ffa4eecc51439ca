using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Compares two runs: a prediction with a measurement, or any two.</summary>
internal static class Comparing
{
    /// <summary>
    /// Compares A with B. Differences are A - B, errors relative to B. An invalid run shows no latency, and then nothing is compared. Runs
    /// that can be paired are cut alike: over the windows that both measured.
    /// </summary>
    public static RunComparison Of(ComparedRun a, ComparedRun b)
    {
        var obstacle = Pairing.Obstacle(b, a);
        var shiftMs = Pairing.ShiftMs(b, a);
        var latencies = new List<ComparedLatency>();
        void Add(string name, string key, Func<ComparedRun, double> minusMs, Func<WindowSeries, IReadOnlyList<double>> column)
        {
            if (!a.Metrics.Valid || !b.Metrics.Valid) return;
            if (!a.Metrics.Latency.TryGetValue(key, out var first) || !b.Metrics.Latency.TryGetValue(key, out var second)) return;
            var paired = obstacle is null ? PairedDifference.Between(b.Metrics.Windows, a.Metrics.Windows, column, shiftMs) : null;
            if (paired is not null)
            {
                var common = PairedDifference.MeasuredInBoth(b.Metrics.Windows, a.Metrics.Windows, shiftMs);
                first = LatencyStatistics.Summarize([.. common.Select(pair => column(a.Metrics.Windows)[pair.Second])])!;
                second = LatencyStatistics.Summarize([.. common.Select(pair => column(b.Metrics.Windows)[pair.First])])!;
            }
            latencies.Add(new ComparedLatency(name, first.N, second.N, [.. Values(first, minusMs(a), second, minusMs(b))], paired));
        }
        Add("t1_minus_floor", "t1_minus_floor", _ => 0, series => series.OverFloorMs);
        Add("t1_minus_e", "t1_minus_e", _ => 0, AfterEnd);
        Add("t1_minus_e_minus_d", "t1_minus_e", run => run.Manifest.Query.WatermarkDelayMs, AfterEnd);
        if (obstacle is null && latencies.Count > 0 && latencies.All(latency => latency.Paired is null))
            obstacle = "they have no measured window in common";
        return new RunComparison(latencies, obstacle, [.. Cautions(a, b)]);
    }

    // The delay is the same in both for paired windows, or its difference is what is compared, so it is not subtracted.
    private static double[] AfterEnd(WindowSeries series) =>
        [.. series.LatencyMs.Select((latencyMs, index) => latencyMs - series.DataMs[index])];

    private static IEnumerable<ComparedValue> Values(LatencySummary a, double minusAMs, LatencySummary b, double minusBMs)
    {
        yield return new ComparedValue("mean", a.MeanMs - minusAMs, b.MeanMs - minusBMs);
        foreach (var (name, first, second) in ((string, double?, double?)[])
            [("p50", a.P50Ms, b.P50Ms), ("p90", a.P90Ms, b.P90Ms), ("p99", a.P99Ms, b.P99Ms)])
            if (first is { } known && second is { } other) yield return new ComparedValue(name, known - minusAMs, other - minusBMs);
    }

    private static IEnumerable<string> Cautions(ComparedRun a, ComparedRun b)
    {
        foreach (var (name, run) in ((string, ComparedRun)[])[("A", a), ("B", b)])
        {
            if (run.Metrics.Valid) continue;
            yield return $"{name} is invalid ({string.Join(", ", run.Metrics.ErrorCodes())}): no latency is shown";
        }

        foreach (var difference in Settings(a.Manifest, b.Manifest)) yield return difference;
    }

    private static IEnumerable<string> Settings(RunManifest a, RunManifest b)
    {
        if (Family(a) != Family(b))
        {
            yield return $"A is {a.Engine}, B is {b.Engine}: different rules";
            yield break;
        }

        foreach (var (name, first, second) in Step(a).Zip(Step(b), (x, y) => (x.Name, x.Value, y.Value)))
            if (first != second) yield return $"their {name} differs: {first} and {second}";
        if (Family(a) == EngineFamily.MicroBatch && a.Query.MicroBatch.TriggerIntervalMs is > 0 and var triggerMs
            && (b.StartMs - a.StartMs) % triggerMs != 0)
            yield return "their windows have different phases relative to the trigger, which also contributes to the differences";
    }

    private static IEnumerable<(string Name, string Value)> Step(RunManifest run)
    {
        yield return ("watermark delay", FormattableString.Invariant($"{run.Query.WatermarkDelayMs} ms"));
        yield return ("group-by field", run.Query.GroupBy.ToString());
        yield return ("number of partitions", FormattableString.Invariant($"{run.Workload.Partitions}"));
        if (Family(run) == EngineFamily.MicroBatch)
        {
            yield return ("trigger", FormattableString.Invariant($"{run.Query.MicroBatch.TriggerIntervalMs} ms"));
        }
        else
        {
            yield return ("tick", FormattableString.Invariant($"{run.Query.Continuous.EmitIntervalMs} ms"));
            yield return ("buffer timeout", FormattableString.Invariant($"{run.Query.Continuous.BufferTimeoutMs} ms"));
            yield return ("number of readers", FormattableString.Invariant($"{run.Query.Continuous.SourceParallelism}"));
        }
    }

    private static EngineFamily Family(RunManifest run) => run.Engine?.Family ?? EngineFamily.Continuous;
}
