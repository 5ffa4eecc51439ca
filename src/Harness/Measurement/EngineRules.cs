using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>Findings of a real engine's run: whether its twin agrees with it, and failures that its job survived.</summary>
internal static class EngineRules
{
    private const int Named = 3;

    /// <summary>The findings of a run. A difference from the twin does not make measured numbers wrong, so it is a warning.</summary>
    public static IEnumerable<Finding> Judge(RunManifest manifest)
    {
        if (manifest.UnfitProfile)
            yield return new Finding(Severity.Warning, "unfit-profile",
                $"Profile {manifest.Profile} does not reproduce the run that it was fitted to, so this prediction is not to be trusted.");
        if (manifest.EngineFaults is { Count: > 0 } faults)
        {
            yield return new Finding(Severity.Warning, "engine-restarts",
                $"The job failed and was restarted {PluralText.Of(faults.Count, "time")}; latencies include that. "
                + string.Join("; ", faults.Take(Named).Select(fault => fault.Text)));
        }

        if (manifest.Twin is not { } twin) yield break;
        if (twin.NotCompared is { } reason)
            yield return new Finding(Severity.Warning, "twin-not-compared", $"The run could not be compared with its twin: {reason}");
        if (twin.Differences.Count == 0) yield break;
        var shown = twin.Differences.Take(Named).Select(d => $"{d.Step}, {d.Field}: twin {d.Expected}, engine {d.Got}");
        yield return new Finding(Severity.Warning, "twin-differs",
            $"The twin differs from {manifest.Engine} in {twin.Differences.Count} points of {twin.Compared} {twin.Unit} (all in "
            + "manifest.json): " + string.Join("; ", shown));
    }
}
