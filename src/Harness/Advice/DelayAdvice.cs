using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Advice;

/// <summary>The recommendation for one engine: drawn from the first part of the data, tested on the rest.</summary>
internal static class DelayAdvice
{
    /// <summary>The share of the time whose rows the recommendation is drawn from.</summary>
    public const double FirstPart = 2.0 / 3;

    /// <summary>Rows of a run whose latencies alone are of interest, at most.</summary>
    private const int MostRowsForLatency = 1_000_000;

    private const int CurvePoints = 24;

    /// <summary>Latencies that differ by less are one: the longer trigger costs less.</summary>
    private const double SameLatency = 0.05;

    /// <summary>The advice for the twin that <paramref name="profile"/> belongs to.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="query">Window, trigger, ticks; its delay does not matter.</param>
    /// <param name="profile">Costs.</param>
    /// <param name="completeness">Share of rows to keep, 0 .. 1.</param>
    /// <param name="seed">Seed of the engine's own randomness.</param>
    public static EngineAdvice Of(ArrivedRows rows, CtrQuery query, CostProfile profile, double completeness, ulong seed)
    {
        var needed = DelaySearch.Needed(rows, query, profile, seed).NeededMs;
        var split = rows.CountUntil(FirstPart);
        var first = LossCurve.Of(needed, rows.EventTimeMs, query.WindowMs, 0, split);
        var rest = LossCurve.Of(needed, rows.EventTimeMs, query.WindowMs, split, rows.Count);
        var all = LossCurve.Of(needed, rows.EventTimeMs, query.WindowMs, 0, rows.Count);
        var share = 1 - completeness;
        var smallestMs = first.Smallest(share);
        var delayMs = smallestMs is { } ms ? RoundUp(ms) : (long?)null;
        var run = delayMs is { } d ? DelaySearch.At(rows, rows.Count, query with { WatermarkDelayMs = d }, profile, seed) : (DelayRun?)null;
        return new EngineAdvice
        {
            Engine = profile.Engine.Real,
            Profile = profile.Name,
            TriggerMs = profile.Engine.Family == EngineFamily.MicroBatch ? query.MicroBatch.TriggerIntervalMs : null,
            SmallestMs = smallestMs,
            DelayMs = delayMs,
            LosslessMs = all.LosslessMs,
            First = first.At(delayMs ?? first.LosslessMs),
            FirstBlocks = first.Blocks,
            Rest = rest.At(delayMs ?? first.LosslessMs),
            Promise = PromiseOf(delayMs, rest, share),
            SmallestOfAllMs = all.Smallest(share),
            Run = run,
            LateRows = delayMs is { } of ? all.At(of).Late : null,
            Curve = Curve(rows, query, profile, seed, all, run),
        };
    }

    /// <summary>Marks the trigger to take of each engine: of those that keep up and whose promise was not broken, the one whose results
    /// come soonest, and the longest of those that are nearly as soon.</summary>
    public static IReadOnlyList<EngineAdvice> Recommend(IReadOnlyList<EngineAdvice> advice)
    {
        var best = new HashSet<EngineAdvice>(ReferenceEqualityComparer.Instance);
        foreach (var engine in advice.GroupBy(a => a.Engine))
        {
            EngineAdvice[] able = [.. engine.Where(a => a is { DelayMs: not null, KeepsUp: true })];
            EngineAdvice[] kept = [.. able.Where(a => a.Promise != Promise.Broken)];
            var of = kept.Length > 0 ? kept : able;
            if (of.Length == 0) continue;
            var soonest = of.Min(a => a.Run?.MeanMs ?? double.MaxValue);
            var latest = soonest + Math.Abs(soonest) * SameLatency;
            best.Add(of.Where(a => (a.Run?.MeanMs ?? double.MaxValue) <= latest).MaxBy(a => a.TriggerMs ?? 0)!);
        }

        return [.. advice.Select(a => a with { Recommended = best.Contains(a) })];
    }

    /// <summary>The next delay that people write: steps of 10 ms below 1 s, of 100 ms below a minute, then of 1 s.</summary>
    public static long RoundUp(long ms)
    {
        var step = ms switch { < 1_000 => 10, < 60_000 => 100, _ => 1_000 };
        return (ms + step - 1) / step * step;
    }

    private static Promise PromiseOf(long? delayMs, LossCurve rest, double share)
    {
        if (delayMs is not { } ms) return Promise.None;
        if (rest.Rows == 0) return Promise.Untested;
        return rest.At(ms).Late <= share * rest.Rows ? Promise.Kept : Promise.Broken;
    }

    private static IReadOnlyList<DelayPoint> Curve(
        ArrivedRows rows, CtrQuery query, CostProfile profile, ulong seed, LossCurve all, DelayRun? own)
    {
        var losslessMs = RoundUp(all.LosslessMs);
        HashSet<long> timed = own is { DelayMs: var ms } ? [0, ms / 2, 2 * ms, losslessMs] : [0, losslessMs];
        var longestMs = Math.Max(losslessMs, 2 * (own?.DelayMs ?? 0));
        SortedSet<long> delays =
            [.. timed, .. Enumerable.Range(0, CurvePoints + 1).Select(i => longestMs * i * i / CurvePoints / CurvePoints)];
        if (own is { DelayMs: var kept }) delays.Add(kept);
        var count = Math.Min(rows.Count, MostRowsForLatency);
        return [.. delays.Select(delay => new DelayPoint(all.At(delay), RunAt(delay)))];

        DelayRun? RunAt(long delayMs) => own?.DelayMs == delayMs ? own : timed.Contains(delayMs)
            ? DelaySearch.At(rows, count, query with { WatermarkDelayMs = delayMs }, profile, seed)
            : null;
    }
}
