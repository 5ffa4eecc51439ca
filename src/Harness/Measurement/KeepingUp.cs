using System.Globalization;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Measurement;

/// <summary>Whether the engine kept up with its traffic (docs/measurement.md "Keeping up").</summary>
internal static class KeepingUp
{
    /// <summary>The smallest growth of the lag that is an overload, seconds per second.</summary>
    public const double LargestGrowth = 0.01;

    // At and below capacity the growth was never larger.
    private const double ClearlyStable = 0.004;
    private const double SlackMs = 1_000;
    private const double LongestMs = 30 * 86_400_000.0;

    // What a run of the length that is named finds: batches vary too much for less.
    private const double SmallOverload = 0.02;
    private const double OverloadOfBatches = 0.05;

    // The error that few batches show of their own line is too small.
    private const double LongerByBatches = 3;

    /// <summary>Judges a run.</summary>
    public static KeepingUpMetrics Of(RunFacts run, IReadOnlyList<WindowTiming> measured)
    {
        var points = LagSeries.Of(run);
        var byReads = points.Count > 0 ? ByReads(run, points) : null;
        var byResults = ByResults(run, measured);
        // Reads do not show a sink that is too slow. A lag that grows in a burst is in the results too.
        var judged = byReads is null || byReads is { State: KeepingUpState.KeepsUp, Growth: <= LargestGrowth }
            && byResults.State == KeepingUpState.DoesNotKeepUp ? byResults : byReads;
        return IsByOutage(run, judged, judged == byReads ? points : LagSeries.OfResults(measured))
            ? judged with { State = KeepingUpState.Undecided, CapacityPerSecond = null } : judged;
    }

    // A log that was away holds its engine back by as long as that and as clients take to find it again; an overload by more and more.
    private static bool IsByOutage(RunFacts run, KeepingUpMetrics judged, IReadOnlyList<LagPoint> points)
    {
        var awayMs = OutageRules.Of(run).Sum(outage => outage.AgainMs - outage.FromMs);
        return awayMs > 0 && judged.State == KeepingUpState.DoesNotKeepUp && points.Max(point => point.LagMs) <= 2 * awayMs + SlackMs;
    }

    private static KeepingUpMetrics ByReads(RunFacts run, IReadOnlyList<LagPoint> points)
    {
        var (fromMs, toMs) = LagSeries.Span(run);
        if (toMs == double.MaxValue) toMs = points[^1].AtMs;
        var offered = Offered(run, toMs - fromMs);
        var capacity = Capacity.Of(run, points, offered);
        if (LagGrowth.Of(points, fromMs, toMs) is not { } growth)
            return new KeepingUpMetrics
            {
                State = KeepingUpState.Undecided,
                Basis = KeepingUpMetrics.OfReads,
                OfferedPerSecond = offered,
                NeedsMs = (toMs - fromMs) * LagGrowth.Stretches / Math.Max(1, points.Count),
                LastLagMs = points[^1].LagMs,
            };
        var state = State(growth, capacity, offered);
        var metrics = new KeepingUpMetrics
        {
            State = state,
            Basis = KeepingUpMetrics.OfReads,
            Growth = growth.Slope,
            GrowthLow = growth.Low,
            GrowthHigh = growth.High,
            OfferedPerSecond = offered,
            CapacityPerSecond = growth.Slope > LargestGrowth || state == KeepingUpState.DoesNotKeepUp
                ? capacity?.PerSecond ?? offered * (1 - growth.Slope) : null,
            LastLagMs = points[^1].LagMs,
        };
        if (metrics.State != KeepingUpState.Undecided) return metrics;
        var (lengthMs, needsMs) = (toMs - fromMs, Needs(growth, capacity, offered, toMs - fromMs));
        var ofBatches = capacity is { Batches: > 0 };
        return metrics with
        {
            NeedsMs = needsMs,
            FindsOverload = ofBatches ? OverloadOfBatches : SmallOverload,
            FindsOverloadMs = ofBatches
                ? Math.Max(LongerByBatches * lengthMs, lengthMs + capacity!.Value.MoreToFindMs(OverloadOfBatches, offered)) : needsMs,
        };
    }

    private static KeepingUpState State(LagGrowth growth, Capacity? capacity, double offered)
    {
        if (growth.Slope <= LargestGrowth)
        {
            var close = growth.Slope > ClearlyStable && growth.Low > 0 && growth.TotalMs > SlackMs;
            // An overload of about 1 % grows by about the limit: what the engine read while it was behind decides.
            if (close && growth.Low > ClearlyStable && IsBelow(capacity, offered)) return KeepingUpState.DoesNotKeepUp;
            var mayBeBelow = capacity is { } estimate && estimate.MayBeBelow(offered);
            return growth.High <= 2 * LargestGrowth && !close && !mayBeBelow ? KeepingUpState.KeepsUp : KeepingUpState.Undecided;
        }
        if (capacity is not { } known) return growth.Low > 0 ? KeepingUpState.DoesNotKeepUp : KeepingUpState.Undecided;
        // Where the growth is beyond doubt, a one-sided bound of the capacity is enough.
        var most = growth.Low > LargestGrowth ? known.Most : known.High;
        if (most < offered && known.PerSecond < (1 - LargestGrowth) * offered || IsBelow(capacity, offered))
            return KeepingUpState.DoesNotKeepUp;
        return known.Low > offered && known.SettlesMs is null ? KeepingUpState.KeepsUp : KeepingUpState.Undecided;
    }

    private static bool IsBelow(Capacity? capacity, double offered) =>
        capacity is { } known && known.High < offered && known.PerSecond < (1 - ClearlyStable) * offered;

    // The error of a slope falls with the length of the run to the power of 3/2. Batches that still become longer settle after some
    // 3 / (1 - load) of their final length.
    private static double Needs(LagGrowth growth, Capacity? capacity, double offered, double lengthMs)
    {
        var byNoise = lengthMs * PortableExp.Pow(Math.Max(1, (growth.High - growth.Slope) / LargestGrowth), 2.0 / 3);
        if (capacity is not { Batches: > 0 } known) return Math.Max(byNoise, 2 * lengthMs);
        var distance = Math.Max(LargestGrowth, Math.Abs(1 - known.PerSecond / offered));
        var bySettling = known.SettlesMs is { } settlesMs ? 3 * settlesMs / Math.Max(LargestGrowth, 1 - offered / known.PerSecond) : 0;
        return Math.Max(lengthMs + known.MoreMs(distance, offered), Math.Max(bySettling, 1.2 * lengthMs));
    }

    // The rate of an MMPP run is its mean one by chance only; the workload knows it.
    private static double Offered(RunFacts run, double lengthMs)
    {
        var sent = run.Contents.Producer!.Rate!.Counts.Sum() * 1_000 / Math.Max(1, lengthMs);
        return run.Manifest.Workload.Traffic == TrafficKind.Mmpp ? run.Manifest.Workload.EventsPerSecond : sent;
    }

    // Windows wait for ticks and triggers, whose phase may drift slowly: growth within that is not a backlog.
    private static KeepingUpMetrics ByResults(RunFacts run, IReadOnlyList<WindowTiming> measured)
    {
        // Without append times a log that was filled late looks like an engine that falls behind.
        IReadOnlyList<LagPoint> points = run.AppendTimesKnown ? LagSeries.OfResults(measured) : [];
        var slackMs = SlackMs + (run.Family == EngineFamily.MicroBatch
            ? 2 * run.Query.MicroBatch.TriggerIntervalMs
            : run.Query.Continuous.EmitIntervalMs + run.Query.Continuous.BufferTimeoutMs);
        if (points.Count == 0 || LagGrowth.Of(points, points[0].AtMs, points[^1].AtMs) is not { } growth)
            return new KeepingUpMetrics { State = KeepingUpState.Unknown, Basis = KeepingUpMetrics.OfResults };
        var behind = growth.Slope > LargestGrowth && growth.Low > 0 && growth.TotalMs > slackMs;
        return new KeepingUpMetrics
        {
            State = behind ? KeepingUpState.DoesNotKeepUp : KeepingUpState.KeepsUp,
            Basis = KeepingUpMetrics.OfResults,
            Growth = growth.Slope,
            GrowthLow = growth.Low,
            GrowthHigh = growth.High,
            LastLagMs = points[^1].LagMs,
        };
    }

    /// <summary>Error does-not-keep-up; keeping-up-undecided, a warning where the lag grows and else a note.</summary>
    public static Finding? Judge(RunEvidence evidence)
    {
        var found = evidence.KeepingUp;
        return found.State switch
        {
            KeepingUpState.DoesNotKeepUp => new Finding(Severity.Error, "does-not-keep-up", Overloaded(found)),
            KeepingUpState.Undecided => new Finding(
                found.Growth > LargestGrowth ? Severity.Warning : Severity.Note, "keeping-up-undecided",
                Undecided(found, OutageRules.Of(evidence.Run).Count > 0)),
            _ => null,
        };
    }

    private static string Overloaded(KeepingUpMetrics found) =>
        $"{What(found)} grows by {Interval(found)}, to {Number(found.LastLagMs / 1_000)} s at the end: the engine does not keep up, and a "
        + "longer run would show larger latencies. "
        + (found.CapacityPerSecond is { } capacity
            ? $"Its capacity is about {Number(capacity)}/s at {Number(found.OfferedPerSecond!.Value)}/s of traffic: lower the rate, or "
                + "give the engine more."
            : "Lower the rate, or give the engine more.");

    private static string Undecided(KeepingUpMetrics found, bool isAfterOutage)
    {
        const string undecided = "Undecided whether the engine keeps up: ";
        if (found.Growth is not { } growth)
            return $"{undecided}the run is too short. Run at least {Duration(found.NeedsMs ?? 0)} of traffic.";
        var percent = Number(100 * found.FindsOverload ?? 0);
        var finds = found.FindsOverloadMs switch
        {
            null => "",
            > LongestMs => $" No run of less than 30 days finds an overload of {percent} %, as much as its batches vary: lower the rate.",
            { } ms => $" Run at least {Duration(ms)} of traffic to find an overload of {percent} %; a smaller one needs longer.",
        };
        return growth <= LargestGrowth
            ? $"{undecided}the run is too short, or its rate too close to the capacity; its lag grows by "
                + $"{Interval(found)}, where an overload of 1 % makes 10.{finds}"
            : $"{undecided}its lag grows by {Interval(found)}, to {Number(found.LastLagMs / 1_000)} s, which "
                + (isAfterOutage ? "an outage of the log" : "a burst, or batches that are still becoming longer,")
                + $" may explain too.{finds}";
    }

    private static string Interval(KeepingUpMetrics found) => $"{Number(found.Growth!.Value * 1_000)} ms per second (95 % interval "
        + $"{Number(found.GrowthLow!.Value * 1_000)} .. {Number(found.GrowthHigh!.Value * 1_000)})";

    private static string What(KeepingUpMetrics found) =>
        found.Basis == KeepingUpMetrics.OfReads ? "The lag of the engine" : "T1 - floor";

    private static string Duration(double ms) => ms < 600_000
        ? $"{Number(Math.Ceiling(ms / 1_000))} s" : $"{Number(Math.Ceiling(ms / 60_000))} min";

    private static string Number(double value) => value.ToString(Math.Abs(value) < 100 ? "#,0.##" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>Error fell-behind-in-warm-up: the measured part starts with a backlog from before it.</summary>
    public static Finding? StartedBehind(RunEvidence evidence)
    {
        if (evidence.Measured.Count == 0) return null;
        IReadOnlyList<LagPoint> points = LagSeries.Of(evidence.Run);
        if (points.Count == 0 && evidence.Run.AppendTimesKnown) points = LagSeries.OfResults(evidence.Measured);
        else points = [.. points.Where(point => point.AtMs >= evidence.Measured[0].EndMs)];
        if (points.Count < LagGrowth.Stretches / 2) return null;
        var (fromMs, toMs) = (points[0].AtMs, points[^1].AtMs);
        var start = points.Where(point => point.AtMs <= fromMs + (toMs - fromMs) / 10).ToList();
        var usualMs = points.Where(point => point.AtMs >= (fromMs + toMs) / 2).Max(point => point.LagMs);
        var leastMs = start.Min(point => point.LagMs);
        if (leastMs <= usualMs + SlackMs || leastMs <= 2 * usualMs) return null;
        return new Finding(Severity.Error, "fell-behind-in-warm-up",
            $"The engine was {Number(leastMs / 1_000)} s behind when the measured part began, and never more than "
            + $"{Number(usualMs / 1_000)} s in its second half: the engine fell behind during the warm-up. Start it earlier, "
            + "or run longer.");
    }
}

/// <summary>Whether an engine kept up with its traffic.</summary>
internal enum KeepingUpState
{
    /// <summary>Neither reads nor results show it.</summary>
    Unknown,

    /// <summary>The lag does not grow.</summary>
    KeepsUp,

    /// <summary>The run is too short to tell.</summary>
    Undecided,

    /// <summary>The lag grows as long as the traffic goes on.</summary>
    DoesNotKeepUp,
}

/// <summary>Whether the engine kept up, and the figures behind it.</summary>
internal sealed record KeepingUpMetrics
{
    /// <summary>Value of <see cref="Basis"/>: from events sent and records read.</summary>
    public const string OfReads = "reads";

    /// <summary>Value of <see cref="Basis"/>: from T1 - floor of the measured windows.</summary>
    public const string OfResults = "results";

    /// <summary>The verdict.</summary>
    public required KeepingUpState State { get; init; }

    /// <summary>What it comes from: reads, or results.</summary>
    public required string Basis { get; init; }

    /// <summary>Growth of the lag, seconds per second; null when the run is too short.</summary>
    public double? Growth { get; init; }

    /// <summary>Lower end of its 95 % interval.</summary>
    public double? GrowthLow { get; init; }

    /// <summary>Upper end of its 95 % interval.</summary>
    public double? GrowthHigh { get; init; }

    /// <summary>Mean rate of the traffic, events per second; null when unknown.</summary>
    public double? OfferedPerSecond { get; init; }

    /// <summary>Where the lag grows: what the engine can read, events per second.</summary>
    public double? CapacityPerSecond { get; init; }

    /// <summary>The last lag, ms.</summary>
    public double LastLagMs { get; init; }

    /// <summary>Where it is undecided: how long the traffic must be to tell if the capacity is what it looks like here, ms.</summary>
    public double? NeedsMs { get; init; }

    /// <summary>Where it is undecided: an overload, as a share of the capacity.</summary>
    public double? FindsOverload { get; init; }

    /// <summary>How long the traffic must be to find this overload in nine runs of ten, ms.</summary>
    public double? FindsOverloadMs { get; init; }
}
