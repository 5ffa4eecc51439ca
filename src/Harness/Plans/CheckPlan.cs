using CtrBench.Harness.Objectives;

namespace CtrBench.Harness.Plans;

/// <summary>An experiment to be run in virtual time and held to its thresholds.</summary>
/// <param name="Experiment">Its name.</param>
/// <param name="Cases">Its configurations.</param>
/// <param name="Terms">The thresholds, which each configuration is held to.</param>
/// <param name="Folder">The folder of its run folders: does not exist, or is empty.</param>
internal sealed record CheckPlan(string Experiment, IReadOnlyList<CheckCase> Cases, IReadOnlyList<Objective> Terms, string Folder)
{
    /// <summary>Whether each run must be valid.</summary>
    public bool Valid { get; init; } = true;

    /// <summary>File of the stored figures; null for none.</summary>
    public string? BaselineFile { get; init; }

    /// <summary>Whether the figures are stored instead of being held to the stored ones.</summary>
    public bool Update { get; init; }

    /// <summary>File of the report as JUnit XML; null for none.</summary>
    public string? JUnitFile { get; init; }

    /// <summary>File of the report as Markdown; null for none.</summary>
    public string? MarkdownFile { get; init; }

    /// <summary>File of the report as JSON; null for none.</summary>
    public string? ResultFile { get; init; }
}

/// <summary>A configuration: runs that differ in their seed alone.</summary>
/// <param name="Name">The settings that differ between configurations.</param>
/// <param name="Runs">The runs.</param>
internal sealed record CheckCase(string Name, IReadOnlyList<RunPlan> Runs);
