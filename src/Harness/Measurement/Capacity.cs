using CtrBench.Traffic.Statistics;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Measurement;

/// <summary>What an engine can read per second, as its run shows it.</summary>
/// <param name="PerSecond">The estimate.</param>
/// <param name="ErrorPerSecond">Its standard error.</param>
/// <param name="SettlesMs">
/// Where batches have a fixed cost: the duration towards which they grow at this load, ms, as long as the capacity is above it; else null.
/// </param>
internal readonly record struct Capacity(double PerSecond, double ErrorPerSecond, double? SettlesMs = null)
{
    // For few degrees of freedom.
    private const double Wide = 2.2;
    private const double OneSided = 1.75;
    private const double NineOfTen = 1.3;

    // A hundred years, which stands for any longer time: where an estimate is worth little, no run tells, and JSON has no infinity.
    private const double MostMs = 36_500.0 * 86_400_000;

    private const double BehindMs = 500;
    private const int FewestBatches = 6;
    private const double LeastVariation = 0.2;
    private const int Refinements = 4;
    private const double NearLoad = 5;

    /// <summary>Batches that it comes from; 0 where it comes from reads.</summary>
    public int Batches { get; init; }

    /// <summary>Mean duration of the last of them, ms.</summary>
    public double LastMs { get; init; }

    /// <summary>Duration of a batch without rows, ms.</summary>
    public double FixedMs { get; init; }

    /// <summary>
    /// Whether batches are so much longer than one without rows that the load is near the capacity, and the capacity may be below
    /// the rate: their lag may stand still by chance.
    /// </summary>
    public bool MayBeBelow(double offeredPerSecond) => Batches > 0 && LastMs > NearLoad * FixedMs && Low < offeredPerSecond;

    /// <summary>
    /// From batches: how much longer the traffic must be until the estimate tells a capacity that is a share of
    /// <paramref name="distance"/> from the rate, ms. The error falls with the square root of the number of batches, which become longer
    /// by the overload from one to the next.
    /// </summary>
    public double MoreMs(double distance, double offeredPerSecond)
    {
        var ratio = Wide * ErrorPerSecond / (distance * offeredPerSecond);
        var more = Batches * Math.Max(0, ratio * ratio - 1);
        var growth = offeredPerSecond / PerSecond;
        return Math.Min(MostMs, growth <= 1 ? more * LastMs : LastMs * growth * (PortableExp.Pow(growth, more) - 1) / (growth - 1));
    }

    /// <summary>
    /// From batches: how much longer the traffic must be to find an overload of a share in nine runs of ten, ms, whatever this run's own
    /// estimate of it is.
    /// </summary>
    public double MoreToFindMs(double overload, double offeredPerSecond)
    {
        var ratio = (Wide + NineOfTen) * ErrorPerSecond / (overload * offeredPerSecond);
        var more = Batches * Math.Max(0, ratio * ratio - 1);
        return Math.Min(MostMs, LastMs * (1 + overload) * (PortableExp.Pow(1 + overload, more) - 1) / overload);
    }

    /// <summary>It is below this with 95 %.</summary>
    public double Most => PerSecond + OneSided * ErrorPerSecond;

    /// <summary>Lower end of its 95 % interval.</summary>
    public double Low => PerSecond - Wide * ErrorPerSecond;

    /// <summary>Upper end of its 95 % interval.</summary>
    public double High => PerSecond + Wide * ErrorPerSecond;

    /// <summary>
    /// From the batches, where their rows vary: the inverse of what a further row costs. A batch that takes everything that is stored
    /// becomes longer until its fixed part is a small share of it, so a growing lag alone does not show that the engine is overloaded.
    /// From the reads while the engine was behind, otherwise. Null when neither shows it.
    /// </summary>
    public static Capacity? Of(RunFacts run, IReadOnlyList<LagPoint> points, double offeredPerSecond)
    {
        var (fromMs, toMs) = LagSeries.Span(run);
        var batches = run.Batches.Where(b => b.StartedMs >= fromMs && b.StartedMs <= toMs && b.InputRows > 0 && b.DurationMs > 0).ToList();
        return OfBatches(batches, run.Query.MicroBatch.MaxOffsetsPerTrigger, offeredPerSecond) ?? OfReads(points);
    }

    private static Capacity? OfBatches(List<MicroBatchReport> batches, long? limit, double offeredPerSecond)
    {
        if (batches.Count < FewestBatches) return null;
        if (batches.Skip(batches.Count / 2).Count(b => b.InputRows >= limit) > batches.Count / 4) return null;
        if (Line(batches) is not { } line) return null;
        var load = offeredPerSecond * line.RowMs / 1_000;
        return new Capacity(
            1_000 / line.RowMs, 1_000 / line.RowMs * (line.Error / line.RowMs), load < 1 ? line.FixedMs / (1 - load) : null)
        {
            Batches = batches.Count,
            FixedMs = line.FixedMs,
            LastMs = batches.TakeLast(FewestBatches).Average(b => b.DurationMs),
        };
    }

    // The spread of a duration is a share of it, so a long batch says less about the cost of a row than a short one. Weights are of the
    // durations on the line: those of the measured ones would prefer batches that were short by chance, and make the capacity too large.
    private static (double RowMs, double FixedMs, double Error)? Line(List<MicroBatchReport> batches)
    {
        double[] line = [.. batches.Select(b => b.DurationMs)];
        var (rowMs, fixedMs, error) = (0.0, 0.0, 0.0);
        for (var step = 0; step < Refinements; step++)
        {
            double[] weights = [.. line.Select(ms => 1 / (ms * ms))];
            var sum = weights.Sum();
            var rows = batches.Zip(weights, (b, w) => w * b.InputRows).Sum() / sum;
            var squares = batches.Zip(weights, (b, w) => w * (b.InputRows - rows) * (b.InputRows - rows)).Sum();
            if (Math.Sqrt(squares / sum) < LeastVariation * rows) return null;
            var meanMs = batches.Zip(weights, (b, w) => w * b.DurationMs).Sum() / sum;
            rowMs = batches.Zip(weights, (b, w) => w * (b.InputRows - rows) * (b.DurationMs - meanMs)).Sum() / squares;
            if (rowMs <= 0) return null;
            var scores = batches.Zip(weights, (b, w) => w * (b.InputRows - rows) * (b.DurationMs - meanMs - rowMs * (b.InputRows - rows)));
            error = Math.Sqrt(scores.Sum(score => score * score)) / squares;
            fixedMs = Math.Max(0, meanMs - rowMs * rows);
            line = [.. batches.Select(b => fixedMs + rowMs * b.InputRows)];
        }

        return (rowMs, fixedMs, error);
    }

    // Reads of the stretches between two looks at both of which the engine was behind; in 10 groups, whose spread gives the interval.
    private static Capacity? OfReads(IReadOnlyList<LagPoint> points)
    {
        var busy = points.Zip(points.Skip(1)).Where(pair => pair.First.LagMs > BehindMs && pair.Second.LagMs > BehindMs)
            .Select(pair => (Ms: pair.Second.AtMs - pair.First.AtMs, Rows: pair.Second.Read - pair.First.Read)).ToList();
        var totalMs = busy.Sum(stretch => stretch.Ms);
        if (busy.Count < FewestBatches || totalMs <= 0) return null;
        var perSecond = busy.Sum(stretch => stretch.Rows) * 1_000 / totalMs;
        double[] groups = [.. busy.Chunk((busy.Count + 9) / 10)
            .Select(group => group.Sum(stretch => stretch.Rows) * 1_000 / group.Sum(stretch => stretch.Ms))];
        var spread = Math.Sqrt(groups.Sum(rate => (rate - perSecond) * (rate - perSecond)) / Math.Max(1, groups.Length - 1));
        return new Capacity(perSecond, spread / Math.Sqrt(groups.Length));
    }
}
