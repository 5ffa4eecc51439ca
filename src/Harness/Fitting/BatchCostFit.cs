using CtrBench.Harness.Simulation;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Fitting;

/// <summary>The cost profile of a micro-batch engine from the batches of one live run (docs/profiles.md).</summary>
public static class BatchCostFit
{
    /// <summary>Fewer batches than this say nothing.</summary>
    public const int MinBatches = 10;

    // Below it the cost of a row cannot be told from the fixed part.
    private const double LeastVariation = 0.2;

    // A cost of fewer standard errors than this may be none at all.
    private const double LeastStandardErrors = 2;

    /// <summary>
    /// The profile; null when the batches are too few. <paramref name="batches"/>: those after the warm-up. Batches without rows are left
    /// out where those with rows suffice: they skip work, and a line through both would be none. <paramref name="resultAppendMs"/>: when
    /// each result was stored, epoch ms. <paramref name="prior"/> gives what the batches do not show: ingest and delivery always, the cost
    /// of a row where batches had about the same number of rows or durations spread too far, result share and offset fetch where nothing
    /// tells them; what was taken from
    /// it is named in <see cref="CostProfile.Assumed"/>.
    /// </summary>
    public static CostProfile? Fit(
        string name, string takenOn, IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<double> resultAppendMs, CostProfile prior)
    {
        var timed = batches.Where(b => b.DurationMs > 0).ToList();
        var used = timed.Where(b => b.InputRows > 0).ToList();
        if (used.Count < MinBatches) used = timed;
        if (used.Count < MinBatches) return null;
        var (meanRows, meanMs) = (used.Average(b => (double)b.InputRows), used.Average(b => b.DurationMs));
        var found = RowMs(used, meanRows, meanMs);
        var rowMs = found ?? prior.BatchRowUs / 1_000;
        // Never more than the whole batch: a prior of another machine may be far off.
        if (meanRows > 0) rowMs = Math.Min(rowMs, meanMs / meanRows);
        var fixedMs = Math.Max(0, meanMs - rowMs * meanRows);
        var variance = used.Average(b => Math.Pow(b.DurationMs - fixedMs - rowMs * b.InputRows, 2));
        var share = Share(timed, resultAppendMs, b => fixedMs + rowMs * b.InputRows);
        var fetches = used.Select(OffsetFetch.Of).OfType<double>().ToList();
        return prior with
        {
            Name = name,
            TakenOn = takenOn,
            BatchFixedMs = fixedMs,
            BatchRowUs = rowMs * 1_000,
            BatchSpread = Math.Clamp(Math.Sqrt(variance) / meanMs, 0, 1),
            ResultShare = share ?? prior.ResultShare,
            OffsetFetchMs = fetches.Count > 0 ? fetches.Min() : prior.OffsetFetchMs,
            OffsetFetchJitterMs = fetches.Count > 0 ? fetches.Average() - fetches.Min() : prior.OffsetFetchJitterMs,
            Batches = used.Count,
            Assumed =
            [
                .. found is null ? ["batch_row_us"] : Array.Empty<string>(),
                .. share is null ? ["result_share"] : Array.Empty<string>(),
                .. fetches.Count == 0 ? ["offset_fetch_ms", "offset_fetch_jitter_ms"] : Array.Empty<string>(),
            ],
        };
    }

    private static double? RowMs(IReadOnlyList<MicroBatchReport> batches, double meanRows, double meanMs)
    {
        var squares = batches.Sum(b => Math.Pow(b.InputRows - meanRows, 2));
        if (meanRows == 0 || Math.Sqrt(squares / batches.Count) < LeastVariation * meanRows) return null;
        var rowMs = batches.Sum(b => (b.InputRows - meanRows) * (b.DurationMs - meanMs)) / squares;
        var rest = batches.Sum(b => Math.Pow(b.DurationMs - meanMs - rowMs * (b.InputRows - meanRows), 2));
        return rowMs > 0 && rowMs >= LeastStandardErrors * Math.Sqrt(rest / (batches.Count - 2) / squares) ? rowMs : null;
    }

    // Of the duration that the model gives an emitting batch, not of its own: a batch that emits works longer than others of its size, and
    // a prediction made with the model's duration must put its results where they were. By batch first: one that emits many windows must
    // not count for more.
    private static double? Share(
        IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<double> resultAppendMs, Func<MicroBatchReport, double> modelMs)
    {
        var appends = resultAppendMs.Order().ToArray();
        var (delaysMs, durationsMs) = (0.0, 0.0);
        foreach (var batch in batches.Where(b => b.Emitted > 0))
        {
            var within = appends.SkipWhile(at => at < batch.StartedMs).TakeWhile(at => at <= batch.StartedMs + batch.DurationMs).ToList();
            if (within.Count == 0) continue;
            delaysMs += within.Average() - batch.StartedMs;
            durationsMs += modelMs(batch);
        }

        return durationsMs > 0 ? Math.Min(1, delaysMs / durationsMs) : null;
    }
}
