using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Report;

/// <summary>Texts about runs: traffic, producers, and whether a number was measured or predicted.</summary>
internal static class RunText
{
    /// <summary>The traffic of a run: SPP, MMPP, constant, trace.</summary>
    public static string Traffic(ReportRun run) => run.Metrics.Traffic is "spp" or "mmpp" ? run.Metrics.Traffic.ToUpperInvariant()
        : run.Metrics.Traffic;

    /// <summary>1 producer, 2 producers; external producers for a run on foreign topics.</summary>
    public static string Producers(int count) => count switch
    {
        0 => "external producers",
        1 => "1 producer",
        _ => $"{NumberText.Count(count)} producers",
    };

    /// <summary>Whether a run's numbers come from virtual time.</summary>
    public static bool IsPredicted(ReportRun run) => run.Manifest.Mode == RunMode.Virtual || Profile(run) is not null;

    /// <summary>Whether some runs were measured and others predicted, so that each curve must be labelled.</summary>
    public static bool IsMixed(IReadOnlyList<ReportRun> runs) => runs.Any(IsPredicted) && !runs.All(IsPredicted);

    /// <summary>"measured" or "predicted".</summary>
    public static string Kind(ReportRun run) => IsPredicted(run) ? "predicted" : "measured";

    /// <summary>Measured, or predicted with the profile's name.</summary>
    public static string Provenance(ReportRun run) => IsPredicted(run) ? $"predicted, profile {Profile(run) ?? "(not named)"}" : "measured";

    /// <summary>The same over several runs: every distinct one, in order of first appearance.</summary>
    public static string Provenance(IEnumerable<ReportRun> runs)
    {
        ReportRun[] all = [.. runs];
        string[] profiles = [.. all.Where(IsPredicted).Select(r => Profile(r) ?? "(not named)").Distinct(StringComparer.Ordinal)];
        string? predicted = profiles.Length switch
        {
            0 => null,
            1 => $"predicted, profile {profiles[0]}",
            _ => $"predicted, profiles {string.Join(" and ", profiles)}",
        };
        bool measured = !all.All(IsPredicted);
        return (measured, predicted) switch
        {
            (true, null) => "measured",
            (true, _) => $"measured and {predicted}",
            _ => predicted ?? "no runs",
        };
    }

    /// <summary>Lower-case letters, digits and dashes of any text, for file names and ids.</summary>
    public static string Slug(string text)
    {
        string slug = string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return string.Join('-', slug.Split('-', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string? Profile(ReportRun run) => run.Manifest.Profile ?? run.Metrics.Profile;
}
