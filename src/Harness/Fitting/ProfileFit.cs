using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Fitting;

/// <summary>The cost profile of the engine of one live run, or why the run gives none (docs/profiles.md).</summary>
internal static class ProfileFit
{
    /// <summary>Minimum number of measured windows to locate results.</summary>
    public const int MinWindows = 5;

    /// <summary>
    /// Fits it. <paramref name="prior"/>: the shipped profile of the same engine, for what the run does not show.
    /// </summary>
    public static ProfileFitted Of(RunContents contents, RunMetrics metrics, CostProfile prior)
    {
        var run = new RunFacts(contents);
        var ends = metrics.Windows.EndMs.Where((_, index) => metrics.Windows.Measured[index]).ToHashSet();
        List<WindowTiming> windows = [.. Decomposition.Windows(run, new Cadence(run)).Where(window => ends.Contains(window.EndMs))];
        if (Obstacle(run, metrics, windows.Count) is { } obstacle) return new ProfileFitted(null, obstacle);
        var transport = Transport(windows, prior);
        var name = NameOf(run.Manifest);
        var takenOn = TakenOn(run.Manifest);
        if (run.Family == EngineFamily.Continuous)
        {
            List<double> emissionMs = [.. windows.Select(window => window.AppendMs!.Value - window.Mover!.Value.AppendMs)];
            var emission = ContinuousCostFit.Fit(name, takenOn, emissionMs, run.Query.Continuous, transport);
            return Fitted(OwnRun.Check(emission with { Windows = windows.Count }, contents, metrics));
        }

        var firstMs = windows[0].EndMs - run.Query.WindowMs;
        var batches = run.Batches.Where(batch => batch.StartedMs >= firstMs).ToList();
        if (BatchCostFit.Fit(name, takenOn, batches, [.. windows.Select(window => window.AppendMs!.Value)], transport) is not { } fit)
            return new ProfileFitted(null, $"{batches.Count} timed batches after the warm-up; at least {BatchCostFit.MinBatches} are "
                + "needed");
        var share = OffsetFetchFit.Share(run.Batches, [.. windows.Select(window => (window.EndMs, window.Mover!.Value.AppendMs))]);
        fit = fit with
        {
            OffsetFetchMs = share * fit.OffsetFetchMs,
            OffsetFetchJitterMs = share * fit.OffsetFetchJitterMs,
            Windows = windows.Count,
        };
        const string jitterField = "offset_fetch_jitter_ms";
        List<(long, Mover)> movers = [.. windows.Select(window => (window.EndMs, window.Mover!.Value))];
        if (fit.Assumed!.Contains(jitterField)
            && OffsetFetchFit.JitterMs(run.Batches, movers, fit.IngestMs, fit.OffsetFetchMs) is { } jitterMs)
            fit = fit with { OffsetFetchJitterMs = jitterMs, Assumed = [.. fit.Assumed!.Where(field => field != jitterField)] };
        return Fitted(OwnRun.Check(fit, contents, metrics));
    }

    private static string? Obstacle(RunFacts run, RunMetrics metrics, int windows) => metrics switch
    {
        { Valid: false } => "the run is invalid",
        _ when run.Manifest.EngineFaults is { Count: > 0 } => "the engine failed and restarted during the run",
        { Outages.Count: > 0 } => "the log had an outage, which dominates the engine's times",
        _ when !run.AppendTimesKnown || run.Manifest.Collector?.ResultsWithoutAppendTime is > 0 => "append times are unknown (CreateTime)",
        _ when !run.AppendMode => "in update mode a window has no single emission time",
        _ when windows < MinWindows => $"{PluralText.Of(windows, "window")} measured; at least {MinWindows} are needed",
        _ => null,
    };

    // A broker's clock rounds down to whole milliseconds: on average the true time is half a millisecond later.
    private static CostProfile Transport(IReadOnlyList<WindowTiming> windows, CostProfile prior)
    {
        var grainMs = windows.All(w => double.IsInteger(w.AppendMs!.Value) && double.IsInteger(w.Mover!.Value.AppendMs)) ? 0.5 : 0;
        return prior with
        {
            IngestMs = Math.Max(0, Outliers.Mean([.. windows.Select(window => window.IngestMs)]) + grainMs),
            DeliverMs = Math.Max(0, Outliers.Mean([.. windows.Select(window => window.T1Ms - window.AppendMs!.Value)]) - grainMs),
        };
    }

    private static ProfileFitted Fitted(CostProfile profile)
    {
        var windows = PluralText.Of(profile.Windows ?? 0, "window");
        var basis = profile.Batches is { } batches ? $"{PluralText.Of(batches, "batch")}, {windows}" : windows;
        var cost = profile.Batches is null
            ? FormattableString.Invariant($"emission {profile.EmitFixedMs:0.0} ms, jitter {profile.EmitJitterMs:0.0} ms")
            : FormattableString.Invariant($"a batch {profile.BatchFixedMs:0.0} ms + {profile.BatchRowUs:0.0##} us per row, spread ")
                + FormattableString.Invariant($"{profile.BatchSpread:0.00}, results at {profile.ResultShare * 100:0} %, offsets after ")
                + FormattableString.Invariant($"{profile.OffsetFetchMs:0.0} + {profile.OffsetFetchJitterMs:0.0} ms");
        var assumed = profile.Assumed is { Count: > 0 } fields ? $"; assumed: {string.Join(", ", fields)}" : "";
        return new ProfileFitted(profile, $"{cost} ({basis}{assumed}); {profile.OwnRun}");
    }

    // A twin's profile keeps the name that marks runs without a network buffer.
    private static string NameOf(RunManifest manifest) =>
        manifest.Engine is { IsReal: true } ? $"fitted-{manifest.RunId}" : $"{CostProfile.InProcessName}-fitted-{manifest.RunId}";

    private static string TakenOn(RunManifest manifest)
    {
        var engine = manifest.Engine is { IsReal: true } real
            ? manifest.EngineVersion ?? $"{real} of unknown version"
            : $"{manifest.Engine} in one process, ctrbench {manifest.ToolVersion ?? "of unknown version"}";
        var machine = manifest.Machine is { } m ? $"{m.Cores} cores, {m.Cpu ?? "unknown processor"}, {m.Os}" : "unknown machine";
        var step = manifest.Engine?.Family == EngineFamily.MicroBatch
            ? $"trigger {manifest.Query.MicroBatch.TriggerIntervalMs} ms"
            : $"tick {manifest.Query.Continuous.EmitIntervalMs} ms";
        var workload = manifest.Workload;
        var load = FormattableString.Invariant(
            $"{workload.EventsPerSecond:0.###} events/s by {workload.Producers} on {workload.Partitions} partitions");
        // Of a Spark the file system of its checkpoint decides most of the time of a small batch (E16), and its adapter notes it.
        var disk = manifest.EngineNotes?.FirstOrDefault(note => note.Contains("file system", StringComparison.Ordinal));
        return $"{engine}; {machine}; {manifest.Transport}, {load}, {step}{(disk is null ? "" : "; " + disk)}";
    }
}

/// <summary>Result of fitting a cost profile: a profile, or the reason why there is none.</summary>
/// <param name="Profile">The profile; null when the run gives none.</param>
/// <param name="Summary">The profile in one line, or why there is none.</param>
internal sealed record ProfileFitted(CostProfile? Profile, string Summary);
