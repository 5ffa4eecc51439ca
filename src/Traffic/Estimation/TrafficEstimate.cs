using CtrBench.Traffic.Arrivals;

namespace CtrBench.Traffic.Estimation;

/// <summary>The arrival process that describes given times best, with what it gives again of them and what not.</summary>
internal sealed record TrafficEstimate
{
    /// <summary>Dispersion further off than this matters, where it is outside what chance explains.</summary>
    public const double WithinShare = 0.1;

    /// <summary>The least whole windows that dispersion is compared over.</summary>
    public const int LeastWindows = 30;

    private const int Runs = 39;
    private const long MostSimulatedEvents = 100_000_000;
    private const long MostWindows = 100_000;

    private static readonly long[] WidthsUs =
        [100_000, 1_000_000, 10_000_000, 60_000_000, 600_000_000, 3_600_000_000, 86_400_000_000];

    /// <summary>The kind of arrivals: constant, steady Poisson or Markov-modulated Poisson.</summary>
    public required TrafficKind Traffic { get; init; }

    /// <summary>Mean rate, events/s.</summary>
    public required double EventsPerSecond { get; init; }

    /// <summary>The two-state process from the counts, also where one rate describes them as well.</summary>
    public required MmppEstimate Mmpp { get; init; }

    /// <summary>Coefficient of variation of the measured gaps.</summary>
    public required double GapVariation { get; init; }

    /// <summary>Runs of the process that <see cref="Scales"/> are compared with.</summary>
    public required int SimulatedRuns { get; init; }

    /// <summary>Dispersion of counts, measured and in runs of the process of the same length, from short windows to long ones.</summary>
    public required IReadOnlyList<DispersionScale> Scales { get; init; }

    /// <summary>Whether the process gives the measured dispersion again at every scale.</summary>
    public bool Fits => Scales.All(scale => scale.Fits);

    /// <summary>The windows to count in where none are asked for: the shortest with two events and more in the mean, of which the times
    /// have no more than can be gone through.</summary>
    public static long WidthFor(IReadOnlyList<long> timesUs)
    {
        var spanUs = timesUs[^1] - timesUs[0];
        foreach (var widthUs in WidthsUs)
            if ((double)timesUs.Count * widthUs >= 2.0 * spanUs && spanUs / widthUs <= MostWindows) return widthUs;
        return WidthsUs[^1];
    }

    /// <summary>Estimates the process.</summary>
    /// <param name="timesUs">Times of the events, epoch us, in order.</param>
    /// <param name="widthUs">Windows to count in, us.</param>
    /// <param name="seed">Seed of the runs that it is compared with.</param>
    /// <exception cref="ArgumentException">They have fewer than <see cref="LeastWindows"/> whole windows, or no event in them.</exception>
    public static TrafficEstimate Of(IReadOnlyList<long> timesUs, long widthUs, ulong seed)
    {
        var counts = EventCounts.Of(timesUs, widthUs);
        if (counts.Counts.Count < LeastWindows || counts.Sum == 0)
            throw new ArgumentException(FormattableString.Invariant(
                $"{counts.Counts.Count} whole windows with {counts.Sum} events; {LeastWindows} are needed"), nameof(timesUs));
        var mmpp = MmppEstimate.Of(counts);
        var spanUs = timesUs[^1] - timesUs[0];
        var rate = (timesUs.Count - 1) / (spanUs / 1e6);
        var gapVariation = Variation(timesUs);
        var traffic = mmpp is { IsChain: true, BetterThanPoisson: true } ? TrafficKind.Mmpp
            : gapVariation < 0.1 ? TrafficKind.Constant : TrafficKind.Spp;
        var runs = (int)Math.Clamp(MostSimulatedEvents / timesUs.Count, 19, Runs);
        return new TrafficEstimate
        {
            Traffic = traffic,
            EventsPerSecond = traffic == TrafficKind.Mmpp ? mmpp.MeanPerSecond : rate,
            Mmpp = mmpp,
            GapVariation = gapVariation,
            SimulatedRuns = runs,
            Scales = ScalesOf(counts, timesUs, traffic, mmpp, rate, runs, seed),
        };
    }

    private static IReadOnlyList<DispersionScale> ScalesOf(
        EventCounts counts, IReadOnlyList<long> timesUs, TrafficKind traffic, MmppEstimate mmpp, double rate, int runs, ulong seed)
    {
        long[] factors = [.. new long[] { 1, 10, 60, 600 }.Where(factor => counts.Counts.Count / factor > LeastWindows)];
        var simulated = new double[factors.Length][];
        for (var i = 0; i < factors.Length; i++) simulated[i] = new double[runs];
        for (var run = 0; run < runs; run++)
        {
            var random = new SeededRandom(seed).Fork((ulong)run);
            IArrivalProcess process = traffic switch
            {
                TrafficKind.Mmpp => new MarkovModulatedArrivals(mmpp.MeanPerSecond, mmpp.States, random.Fork(0), random.Fork(1)),
                TrafficKind.Constant => new ConstantArrivals(rate),
                _ => new PoissonArrivals(rate, random.Fork(0)),
            };
            var one = Simulate(process, counts.Counts.Count, counts.WidthUs);
            for (var i = 0; i < factors.Length; i++) simulated[i][run] = Grouped(one, factors[i], counts.WidthUs).Dispersion;
        }

        return [.. factors.Select((factor, i) =>
        {
            var measured = EventCounts.Of(timesUs, factor * counts.WidthUs);
            Array.Sort(simulated[i]);
            return new DispersionScale(
                measured.WidthUs / 1e6, measured.Counts.Count, measured.Dispersion, simulated[i][runs / 2], simulated[i][0],
                simulated[i][^1]);
        })];
    }

    private static long[] Simulate(IArrivalProcess process, int windows, long widthUs)
    {
        var counts = new long[windows];
        while (process.TryNext(out var arrival))
        {
            var window = arrival.OffsetNs / 1_000 / widthUs;
            if (window >= windows) break;
            counts[window]++;
        }

        return counts;
    }

    private static EventCounts Grouped(long[] counts, long factor, long widthUs)
    {
        var grouped = new long[counts.Length / factor];
        for (var i = 0; i < grouped.Length * factor; i++) grouped[i / factor] += counts[i];
        return EventCounts.From(grouped, factor * widthUs);
    }

    private static double Variation(IReadOnlyList<long> timesUs)
    {
        var gaps = timesUs.Count - 1;
        var mean = (double)(timesUs[^1] - timesUs[0]) / gaps;
        var squares = 0.0;
        for (var i = 1; i <= gaps; i++)
        {
            var off = timesUs[i] - timesUs[i - 1] - mean;
            squares += off * off;
        }

        return Math.Sqrt(squares / gaps) / mean;
    }
}

/// <summary>Dispersion of counts in windows of one length.</summary>
/// <param name="Seconds">Length of a window, s.</param>
/// <param name="Windows">Whole windows of the measured times.</param>
/// <param name="Measured">Variance over mean of their counts.</param>
/// <param name="Model">The same of the process: the middle of its runs.</param>
/// <param name="ModelLow">The lowest of its runs.</param>
/// <param name="ModelHigh">The highest of its runs.</param>
internal sealed record DispersionScale(
    double Seconds, int Windows, double Measured, double Model, double ModelLow, double ModelHigh)
{
    /// <summary>Whether the process gives the measured dispersion again: within its runs, or so near that it does not matter.</summary>
    public bool Fits => (Measured >= ModelLow && Measured <= ModelHigh)
        || Math.Abs(Measured - Model) <= TrafficEstimate.WithinShare * Math.Max(1, Model);
}
