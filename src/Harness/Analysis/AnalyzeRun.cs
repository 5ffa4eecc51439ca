using CtrBench.Harness.Fitting;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Profiles;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Analysis;

/// <summary>The verb analyze on one folder: reads the run, analyzes it, writes metrics.json, and profile.json of a live run.</summary>
internal static class AnalyzeRun
{
    /// <summary>
    /// The same on another thread, which an interrupt leaves behind: every file is written whole or not at all, and the run stays complete.
    /// </summary>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public static Task<RunMetrics> InAsync(string path, CancellationToken interrupt) =>
        Task.Run(() => In(path), interrupt).WaitAsync(interrupt);

    /// <summary>Analyzes the run in a folder and returns its metrics. The same folder gives the same bytes.</summary>
    /// <exception cref="RunFolderException">The folder contains no complete run, a file of it is broken, or its files cannot be
    /// written.</exception>
    public static RunMetrics In(string path)
    {
        using var folder = RunFolder.Open(path);
        var contents = folder.ReadContents();
        var metrics = Analyzer.Analyze(contents);
        if (contents.Manifest.Mode == RunMode.Live)
        {
            var fitted = ProfileFit.Of(contents, metrics, ShippedProfiles.Of(metrics.Engine));
            folder.WriteProfile(fitted.Profile);
            metrics = metrics with
            {
                FittedProfile = fitted.Profile is null ? null : fitted.Summary,
                Findings = fitted.Profile is null ? [.. metrics.Findings, NoProfile(fitted.Summary)]
                    : fitted.Profile.OwnRun is { Unfit: true } check ? [.. metrics.Findings, Unfit(check)] : metrics.Findings,
            };
        }

        folder.WriteMetrics(metrics);
        return metrics;
    }

    private static Finding Unfit(ProfileCheck check) => new(Severity.Note, "profile-unfit",
        $"The profile fitted to this run does not reproduce it and must not be used for predictions: {check}"
        + (check.MeanError is null ? "." : $"; {check.Reason}."));

    private static Finding NoProfile(string reason) =>
        new(Severity.Note, "no-profile", $"No cost profile was fitted to this run: {reason}.");
}
