using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Thresholds;

/// <summary>How a threshold is looked for.</summary>
/// <param name="FromPerSecond">The first rate.</param>
/// <param name="UpToPerSecond">No rate above it is tried.</param>
/// <param name="Ratio">Ends between which neighbouring rates are close enough: 1.05.</param>
/// <param name="Seeds">Probes at either end of the answer, each with a seed of its own.</param>
/// <param name="Width">Rates that are tried at once: the same on every machine, so that the answer is.</param>
internal sealed record SearchPlan(double FromPerSecond, double UpToPerSecond, double Ratio, int Seeds, int Width);

/// <summary>One probe to run.</summary>
/// <param name="PerSecond">Its rate.</param>
/// <param name="Seed">Its seed, counted from 0.</param>
internal readonly record struct RateProbe(double PerSecond, int Seed);

/// <summary>
/// The search for the highest rate that is sustained: doubling until a probe fails, bisection on the logarithm of the rate, then more seeds
/// at both ends. It decides which probes come next from all that is known, and holds nothing else.
/// </summary>
internal sealed class RateSearch(SearchPlan plan)
{
    /// <summary>No rate below it is tried: a window would be empty.</summary>
    public const double LowestPerSecond = 1;

    private const int MostSteps = 12;

    private readonly SortedDictionary<double, Dictionary<int, ProbeVerdict>> _known = [];
    private readonly HashSet<double> _lowEnds = [];
    private readonly HashSet<double> _highEnds = [];

    /// <summary>Keeps the verdict of a probe.</summary>
    public void Add(RateProbe probe, ProbeVerdict verdict)
    {
        if (!_known.TryGetValue(probe.PerSecond, out var seeds)) _known.Add(probe.PerSecond, seeds = []);
        seeds[probe.Seed] = verdict;
    }

    /// <summary>The rate below which the generator or the broker was the limit; null where none was seen.</summary>
    public double? GeneratorLimit =>
        _known.Where(entry => entry.Value.Values.Any(v => v.IsGeneratorLimit)).Select(entry => (double?)entry.Key).FirstOrDefault();

    /// <summary>The probes to run next; none when the search has ended.</summary>
    public IReadOnlyList<RateProbe> Next()
    {
        if (_known.Count == 0) return First(Doubled(plan.FromPerSecond));
        if (Upwards() is { Count: > 0 } up) return First(up);
        if (Downwards() is { Count: > 0 } down) return First(down);
        if (Between() is { Count: > 0 } between) return First(between);
        return AtTheEnds();
    }

    /// <summary>The highest rate below the lowest that failed at which every probe passed, and how many did.</summary>
    public (double PerSecond, int Seeds)? Low => EndOf(
        _known.Reverse().Where(entry => entry.Key < (LowestFailed ?? double.MaxValue)), ProbeState.Sustained);

    /// <summary>The lowest rate at which every probe failed, and how many did.</summary>
    public (double PerSecond, int Seeds)? High =>
        EndOf(_known.Where(entry => entry.Key > (Low?.PerSecond ?? 0)), ProbeState.NotSustained);

    /// <summary>Terms that were missed by every probe at the upper end: they bind.</summary>
    public IReadOnlyList<string> Binds => High is not { } high ? []
        : [.. _known[high.PerSecond].Values.Select(verdict => verdict.Missed).Aggregate((all, next) => [.. all.Intersect(next)])];

    private double? LowestFailed => _known.Where(entry => First(entry.Value) == ProbeState.NotSustained)
        .Select(entry => (double?)entry.Key).FirstOrDefault();

    private double? HighestPassed => _known.Where(entry => First(entry.Value) == ProbeState.Sustained
        && entry.Key < (LowestFailed ?? double.MaxValue)).Select(entry => (double?)entry.Key).LastOrDefault();

    // A generator that does not follow is not better at twice the rate.
    private List<double> Upwards()
    {
        var highest = _known.Keys.Last();
        return LowestFailed is not null || GeneratorLimit is not null || highest >= plan.UpToPerSecond ? [] : Doubled(2 * highest);
    }

    private List<double> Downwards()
    {
        var lowest = _known.Keys.First();
        return HighestPassed is not null || lowest <= LowestPerSecond ? [] : [Round(Math.Max(LowestPerSecond, lowest / 2))];
    }

    // Undecided rates may lie between; the gap below them is closed first, then the one above.
    private List<double> Between()
    {
        if (HighestPassed is not { } low) return [];
        var top = LowestFailed ?? GeneratorLimit;
        if (top is not { } high) return [];
        double[] open = [.. _known.Keys.Where(rate => rate > low && rate < high)];
        var below = Inside(low, open.Length > 0 ? open[0] : high);
        return below.Count > 0 || LowestFailed is null ? below : Inside(open.Length > 0 ? open[^1] : low, high);
    }

    private List<double> Inside(double low, double high)
    {
        if (high / low <= plan.Ratio * 1.001) return [];
        var rates = high / low <= plan.Ratio * plan.Ratio ? 1 : plan.Width;
        return [.. Enumerable.Range(1, rates).Select(i => Round(low * PortableExp.Pow(high / low, i / (rates + 1.0))))
            .Where(rate => rate > low && rate < high && !_known.ContainsKey(rate)).Distinct()];
    }

    private List<RateProbe> AtTheEnds()
    {
        var probes = new List<RateProbe>();
        if (EndToConfirm(_lowEnds, HighestPassed, ProbeState.Sustained, 1 / plan.Ratio) is { } low) probes.AddRange(Missing(low));
        if (LowestFailed is { } failed && EndToConfirm(_highEnds, failed, ProbeState.NotSustained, plan.Ratio) is { } high)
            probes.AddRange(Missing(high));
        return probes;
    }

    // Where one seed contradicts the others, the end moves on by one step.
    private double? EndToConfirm(HashSet<double> tried, double? start, ProbeState wanted, double step)
    {
        for (var rate = start; rate is { } here && tried.Count <= MostSteps; rate = Round(here * step))
        {
            if (here < LowestPerSecond || here > plan.UpToPerSecond * plan.Ratio) return null;
            tried.Add(here);
            var seeds = _known.GetValueOrDefault(here) ?? [];
            if (seeds.Values.All(verdict => verdict.State == wanted)) return seeds.Count < plan.Seeds ? here : null;
        }

        return null;
    }

    private IEnumerable<RateProbe> Missing(double rate) => Enumerable.Range(0, plan.Seeds)
        .Where(seed => !_known.TryGetValue(rate, out var seeds) || !seeds.ContainsKey(seed)).Select(seed => new RateProbe(rate, seed));

    private List<double> Doubled(double from) =>
        [.. Enumerable.Range(0, plan.Width).Select(i => Round(Math.Min(plan.UpToPerSecond, from * (1 << i)))).Distinct()];

    private static IReadOnlyList<RateProbe> First(IEnumerable<double> rates) => [.. rates.Select(rate => new RateProbe(rate, 0))];

    private static ProbeState? First(Dictionary<int, ProbeVerdict> seeds) => seeds.TryGetValue(0, out var verdict) ? verdict.State : null;

    private (double PerSecond, int Seeds)? EndOf(
        IEnumerable<KeyValuePair<double, Dictionary<int, ProbeVerdict>>> entries, ProbeState wanted)
    {
        (double PerSecond, int Seeds)? best = null;
        foreach (var (rate, seeds) in entries)
        {
            if (!seeds.Values.All(verdict => verdict.State == wanted)) continue;
            if (seeds.Count >= plan.Seeds) return (rate, seeds.Count);
            best ??= (rate, seeds.Count);
        }

        return best;
    }

    /// <summary>A rate of four digits: what is tried can be written down.</summary>
    public static double Round(double rate)
    {
        var unit = 1.0;
        while (rate / unit >= 10_000) unit *= 10;
        while (rate / unit < 1_000) unit /= 10;
        return unit >= 1 ? Math.Round(rate / unit) * unit : Math.Round(rate * Math.Round(1 / unit)) / Math.Round(1 / unit);
    }
}
