using CtrBench.Engines.Emulation;

namespace CtrBench.Harness.Simulation;

/// <summary>The cost profile of a micro-batch engine from the batches of one live run (measurement.md section 8).</summary>
public static class BatchCostFit
{
    /// <summary>Fewer batches than this after the warm-up say nothing.</summary>
    public const int MinBatches = 10;

    // The first batches of a query load classes and compile plans.
    private const int WarmUpBatches = 5;

    // Below it the cost of a row cannot be told from the fixed part.
    private const double LeastVariation = 0.2;

    /// <summary>
    /// The profile; null when the batches are too few. <paramref name="resultAppendMs"/>: when each result was stored, epoch ms.
    /// <paramref name="prior"/> gives what the batches do not show: ingest and delivery always, the cost of a row where all batches had the
    /// same number of rows, result share and offset fetch where nothing tells them.
    /// </summary>
    public static CostProfile? Fit(
        string name, string takenOn, IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<double> resultAppendMs, CostProfile prior)
    {
        var used = batches.Skip(WarmUpBatches).Where(b => b.DurationMs > 0).ToList();
        if (used.Count < MinBatches) return null;
        var (meanRows, meanMs) = (used.Average(b => (double)b.InputRows), used.Average(b => b.DurationMs));
        var rowMs = RowMs(used, meanRows, meanMs) ?? prior.BatchRowUs / 1_000;
        // Never more than the whole batch: a prior of another machine may be far off.
        if (meanRows > 0) rowMs = Math.Min(rowMs, meanMs / meanRows);
        var fixedMs = Math.Max(0, meanMs - rowMs * meanRows);
        var variance = used.Average(b => Math.Pow(b.DurationMs - fixedMs - rowMs * b.InputRows, 2));
        var fetches = used.Select(b => b.PhasesMs?.GetValueOrDefault("latestOffset", -1) ?? -1).Where(ms => ms >= 0).ToList();
        return prior with
        {
            Name = name,
            TakenOn = takenOn,
            BatchFixedMs = fixedMs,
            BatchRowUs = rowMs * 1_000,
            BatchSpread = Math.Clamp(Math.Sqrt(variance) / meanMs, 0, 1),
            ResultShare = Share(used, resultAppendMs) ?? prior.ResultShare,
            OffsetFetchMs = fetches.Count > 0 ? fetches.Min() : prior.OffsetFetchMs,
            OffsetFetchJitterMs = fetches.Count > 0 ? fetches.Average() - fetches.Min() : prior.OffsetFetchJitterMs,
        };
    }

    private static double? RowMs(IReadOnlyList<MicroBatchReport> batches, double meanRows, double meanMs)
    {
        var squares = batches.Sum(b => Math.Pow(b.InputRows - meanRows, 2));
        if (meanRows == 0 || Math.Sqrt(squares / batches.Count) < LeastVariation * meanRows) return null;
        return Math.Max(0, batches.Sum(b => (b.InputRows - meanRows) * (b.DurationMs - meanMs)) / squares);
    }

    // By batch first: one that emits many windows must not count for more.
    private static double? Share(IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<double> resultAppendMs)
    {
        var appends = resultAppendMs.Order().ToArray();
        var shares = new List<double>();
        foreach (var batch in batches.Where(b => b.Emitted > 0))
        {
            var within = appends.SkipWhile(at => at < batch.StartedMs).TakeWhile(at => at <= batch.StartedMs + batch.DurationMs).ToList();
            if (within.Count > 0) shares.Add((within.Average() - batch.StartedMs) / batch.DurationMs);
        }

        return shares.Count > 0 ? shares.Average() : null;
    }
}
