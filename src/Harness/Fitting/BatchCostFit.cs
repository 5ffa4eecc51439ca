using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Statistics;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Fitting;

/// <summary>The cost profile of a micro-batch engine from the batches of one live run (docs/profiles.md).</summary>
internal static class BatchCostFit
{
    /// <summary>Minimum number of batches.</summary>
    public const int MinBatches = 10;

    // Below it the cost of a row cannot be separated from the fixed part.
    private const double LeastVariation = 0.2;

    // A cost of fewer standard errors than this is not significant.
    private const double LeastStandardErrors = 2;

    /// <summary>
    /// The profile; null when the batches are too few. <paramref name="batches"/>: those after the warm-up. Batches without rows are
    /// excluded if there are enough with rows: they skip work, and do not fit the same line. <paramref name="resultAppendMs"/>: when each
    /// result was stored, epoch ms. <paramref name="prior"/> supplies what the batches do not show: ingest and delivery always, the cost of
    /// a row if batches had about the same number of rows or durations vary too much, result share and offset fetch if they are unknown;
    /// the fields taken from it are named in <see cref="CostProfile.Assumed"/>.
    /// </summary>
    public static CostProfile? Fit(
        string name, string takenOn, IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<double> resultAppendMs, CostProfile prior)
    {
        var timed = batches.Where(b => b.DurationMs > 0).ToList();
        var used = timed.Where(b => b.InputRows > 0).ToList();
        if (used.Count < MinBatches) used = timed;
        if (used.Count < MinBatches) return null;
        used = Bounded(used);
        var (meanRows, meanMs) = (used.Average(b => (double)b.InputRows), used.Average(b => b.DurationMs));
        var found = RowMs(used, meanRows, meanMs);
        var rowMs = found ?? prior.BatchRowUs / 1_000;
        // Never more than the whole batch: a prior from another machine may be very different.
        if (meanRows > 0) rowMs = Math.Min(rowMs, meanMs / meanRows);
        var fixedMs = Math.Max(0, meanMs - rowMs * meanRows);
        var variance = used.Average(b => Squared(b.DurationMs - fixedMs - rowMs * b.InputRows));
        var share = Share(timed, resultAppendMs, b => fixedMs + rowMs * b.InputRows);
        var fetches = Outliers.Clip([.. used.Select(OffsetFetch.Of).OfType<double>()]);
        return prior with
        {
            Name = name,
            TakenOn = takenOn,
            BatchFixedMs = fixedMs,
            BatchRowUs = rowMs * 1_000,
            BatchSpread = Math.Clamp(Math.Sqrt(variance) / meanMs, 0, 1),
            ResultShare = share ?? prior.ResultShare,
            OffsetFetchMs = fetches.Length > 0 ? fetches.Min() : prior.OffsetFetchMs,
            OffsetFetchJitterMs = fetches.Length > 0 ? fetches.Average() - fetches.Min() : prior.OffsetFetchJitterMs,
            Batches = used.Count,
            Assumed =
            [
                .. found is null ? ["batch_row_us"] : Array.Empty<string>(),
                .. share is null ? ["result_share"] : Array.Empty<string>(),
                .. fetches.Length == 0 ? ["offset_fetch_ms", "offset_fetch_jitter_ms"] : Array.Empty<string>(),
            ],
        };
    }

    // One batch that a pause made long must not decide the line: durations far from the line through the medians of a third of the batches
    // with the fewest rows and a third with the most are moved to its bounds.
    private static List<MicroBatchReport> Bounded(List<MicroBatchReport> batches)
    {
        var byRows = batches.OrderBy(b => b.InputRows).ToList();
        var third = Math.Max(1, batches.Count / 3);
        var (few, many) = (byRows[..third], byRows[^third..]);
        var (fewRows, manyRows) = (Medians.Of(few.Select(b => (double)b.InputRows)), Medians.Of(many.Select(b => (double)b.InputRows)));
        var slope = manyRows > fewRows
            ? Math.Max(0, (Medians.Of(many.Select(b => b.DurationMs)) - Medians.Of(few.Select(b => b.DurationMs))) / (manyRows - fewRows))
            : 0;
        var rest = Outliers.Clip([.. batches.Select(b => b.DurationMs - slope * b.InputRows)]);
        return [.. batches.Select((b, i) => b with { DurationMs = rest[i] + slope * b.InputRows })];
    }

    private static double Squared(double x) => x * x;

    private static double? RowMs(IReadOnlyList<MicroBatchReport> batches, double meanRows, double meanMs)
    {
        var squares = batches.Sum(b => Squared(b.InputRows - meanRows));
        if (meanRows == 0 || Math.Sqrt(squares / batches.Count) < LeastVariation * meanRows) return null;
        var rowMs = batches.Sum(b => (b.InputRows - meanRows) * (b.DurationMs - meanMs)) / squares;
        var rest = batches.Sum(b => Squared(b.DurationMs - meanMs - rowMs * (b.InputRows - meanRows)));
        return rowMs > 0 && rowMs >= LeastStandardErrors * Math.Sqrt(rest / (batches.Count - 2) / squares) ? rowMs : null;
    }

    // As a share of the model's duration of an emitting batch, not of the actual one: a batch that emits takes longer than others of its
    // size, and a prediction with the model's duration must place its results correctly. Averaged per batch first, so that a batch with
    // many windows has no more weight.
    private static double? Share(
        IReadOnlyList<MicroBatchReport> batches, IReadOnlyList<double> resultAppendMs, Func<MicroBatchReport, double> modelMs)
    {
        var appends = resultAppendMs.Order().ToArray();
        var (delaysMs, durationsMs) = (new List<double>(), 0.0);
        foreach (var batch in batches.Where(b => b.Emitted > 0))
        {
            var within = appends.SkipWhile(at => at < batch.StartedMs).TakeWhile(at => at <= batch.StartedMs + batch.DurationMs).ToList();
            if (within.Count == 0) continue;
            delaysMs.Add(within.Average() - batch.StartedMs);
            durationsMs += modelMs(batch);
        }

        return durationsMs > 0 ? Math.Min(1, Outliers.Clip(delaysMs).Sum() / durationsMs) : null;
    }
}
