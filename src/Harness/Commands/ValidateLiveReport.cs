using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Windows.Recordings;
using Spectre.Console;

namespace CtrBench.Harness.Commands;

/// <summary>A validation of a real engine, as text and as JSON.</summary>
internal static class ValidateLiveReport
{
    /// <summary>The report; one difference makes the answer no.</summary>
    public static VerbReport Of(ValidateLiveOutcome outcome)
    {
        var replays = ValidateCommand.Report(outcome.Replays);
        var agrees = replays.Code == ExitCode.Good && outcome.Runs.All(run => run.Agrees)
            && outcome.BatchRuns.All(run => run.Agrees);
        var (windows, undetermined) = (outcome.Runs.Sum(run => run.Windows), outcome.Runs.Sum(run => run.Undetermined));
        var json = new JsonObject
        {
            ["engine"] = outcome.Engine,
            ["agrees"] = agrees,
            ["scripts"] = replays.Json,
            ["recorded"] = JsonOf(outcome.Recorded),
            ["undetermined_share"] = windows == 0 ? null : (double)undetermined / windows,
            ["runs"] = new JsonArray([.. outcome.Runs.Select(JsonOf), .. outcome.BatchRuns.Select(JsonOf)]),
        };
        return new VerbReport(agrees ? ExitCode.Good : ExitCode.RunSaysNo, json, console =>
        {
            console.WriteLine(outcome.Engine);
            if (outcome.Replays.Count > 0)
            {
                console.Write(outcome.Recorded.Batches > 0 ? "scripts, batch by batch: " : "scripts, step by step: ");
                replays.Print(console);
                console.WriteLine(Words(outcome.Recorded));
            }

            for (var i = 0; i < outcome.Runs.Count; i++) Print(console, i, outcome.Runs[i]);
            for (var i = 0; i < outcome.BatchRuns.Count; i++) Print(console, i, outcome.BatchRuns[i]);
        });
    }

    private static string Words(RecordedCounts recorded) => FormattableString.Invariant(
        $"recorded: {(recorded.Batches > 0 ? recorded.Batches : recorded.Steps)} {(recorded.Batches > 0 ? "batches" : "steps")}, ")
        + FormattableString.Invariant($"{PluralText.Of(recorded.Results, "result")}, {recorded.Late} late");

    private static void Print(IAnsiConsole console, int index, SparkBatchReport run)
    {
        console.WriteLine(FormattableString.Invariant(
            $"run {index + 1}, batch by batch: {PluralText.Of(run.Batches, "batch")}, {PluralText.Of(run.Records, "record")}, ")
            + FormattableString.Invariant($"{PluralText.Of(run.Results, "result")}, ")
            + FormattableString.Invariant(
                $"{PluralText.Of(run.Duplicates, "duplicate")}, {PluralText.Of(run.LateWindows, "late window")}, ")
                + FormattableString.Invariant($"{run.Differences.Count} different"));
        Print(console, run.Differences);
    }

    private static void Print(IAnsiConsole console, int index, WindowReport run)
    {
        console.WriteLine(FormattableString.Invariant(
            $"run {index + 1}, window by window: {PluralText.Of(run.Windows, "window")}, {run.Equal} equal, {run.Undetermined} ")
            + "undetermined "
            + FormattableString.Invariant(
                $"({100 * run.UndeterminedShare:0.#} %; the twin's too in {run.TwinEqual}), {run.Differences.Count} different; ")
            + FormattableString.Invariant($"{run.LateRows} of {PluralText.Of(run.Rows, "row")} late, the engine counted ")
            + FormattableString.Invariant($"{run.LateCounter}"));
        Print(console, run.Differences);
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<Difference> differences)
    {
        foreach (var d in differences) console.WriteLine($"  {d.Step}, {d.Field}: expected {d.Expected}, got {d.Got}");
    }

    private static JsonNode JsonOf(RecordedCounts recorded) => new JsonObject
    {
        ["steps"] = recorded.Steps,
        ["batches"] = recorded.Batches,
        ["results"] = recorded.Results,
        ["late"] = recorded.Late,
    };

    private static JsonNode JsonOf(SparkBatchReport run) => new JsonObject
    {
        ["batches"] = run.Batches,
        ["records"] = run.Records,
        ["results"] = run.Results,
        ["duplicates"] = run.Duplicates,
        ["late_windows"] = run.LateWindows,
        ["differences"] = new JsonArray([.. run.Differences.Select(ValidateCommand.JsonOf)]),
    };

    private static JsonNode JsonOf(WindowReport run) => new JsonObject
    {
        ["windows"] = run.Windows,
        ["equal"] = run.Equal,
        ["undetermined"] = run.Undetermined,
        ["undetermined_twin_equal"] = run.TwinEqual,
        ["duplicates"] = run.Duplicates,
        ["rows"] = run.Rows,
        ["late_rows"] = run.LateRows,
        ["late_counter"] = run.LateCounter,
        ["differences"] = new JsonArray([.. run.Differences.Select(ValidateCommand.JsonOf)]),
    };
}

/// <summary>What a validation of a real engine came to.</summary>
/// <param name="Engine">Engine and version.</param>
/// <param name="Replays">Scripts and cases, recorded again and replayed on the twin.</param>
/// <param name="Runs">Runs of a continuous engine, judged window by window.</param>
internal sealed record ValidateLiveOutcome(string Engine, IReadOnlyList<ReplayOutcome> Replays, IReadOnlyList<WindowReport> Runs)
{
    /// <summary>Runs of a micro-batch engine, judged batch by batch.</summary>
    public IReadOnlyList<SparkBatchReport> BatchRuns { get; init; } = [];

    /// <summary>How much the scripts and cases were.</summary>
    public RecordedCounts Recorded { get; init; }
}

/// <summary>How much was recorded of a real engine.</summary>
/// <param name="Steps">Steps of a Flink.</param>
/// <param name="Batches">Micro-batches of a Spark.</param>
/// <param name="Results">Results.</param>
/// <param name="Late">What the engine dropped as late, in its own unit (S14, F15).</param>
internal readonly record struct RecordedCounts(long Steps, long Batches, long Results, long Late)
{
    /// <summary>These and another recording.</summary>
    public RecordedCounts And(Transcript recording)
    {
        var batches = recording.Batches ?? [];
        var steps = recording.Steps ?? [];
        var end = recording.EndOfInput?.Emitted.Count ?? 0;
        return new RecordedCounts(
            Steps + steps.Count, Batches + batches.Count,
            Results + batches.Sum(b => b.Emitted.Count) + steps.Sum(s => s.Emitted.Count) + end,
            Late + batches.Sum(b => b.RowsDropped) + (recording.LateDropped ?? 0));
    }
}
