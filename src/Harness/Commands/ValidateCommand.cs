using System.CommandLine;
using System.Text.Json.Nodes;
using CtrBench.Engines.Validation;
using CtrBench.Harness.Cli;
using Spectre.Console;

namespace CtrBench.Harness.Commands;

/// <summary><c>validate</c>: recordings of real engines against their twins.</summary>
internal static class ValidateCommand
{
    private static readonly Option<string[]> Transcript = new("--transcript")
    {
        HelpName = "path...",
        Description = "Recordings, or folders of them, each to be replayed on the twin that it belongs to",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
        Required = true,
    };

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "validate",
        Summary = "Replay recordings of real engines on their twins and print every difference",
        Examples = ["validate --transcript recordings/", "validate --transcript spark/late.json flink/idle.json --json"],
        Options = [Transcript],
        Body = async (line, session, ct) =>
        {
            var paths = line.GetValue(Transcript) ?? [];
            foreach (var path in paths)
                if (!Path.Exists(path)) throw new UsageException(Transcript.Name, path, "no such file or folder");
            var outcomes = await session.Progress.ShowAsync(progress => ReplayAsync(session.Runs, paths, progress, ct));
            if (outcomes.Count == 0) throw new UsageException(Transcript.Name, string.Join(' ', paths), "holds no recordings (*.json)");
            return Report(outcomes);
        },
    };

    /// <summary>What the replay of these recordings comes to. Different or unreadable recordings make the answer no.</summary>
    public static VerbReport Report(IReadOnlyList<ReplayOutcome> outcomes)
    {
        var counts = Enum.GetValues<ReplayVerdict>().Select(v => outcomes.Count(o => o.Verdict == v)).ToArray();
        var json = new JsonObject
        {
            ["equal"] = counts[(int)ReplayVerdict.Equal],
            ["different"] = counts[(int)ReplayVerdict.Different],
            ["unreadable"] = counts[(int)ReplayVerdict.Unreadable],
            ["files"] = new JsonArray([.. outcomes.Select(JsonOf)]),
        };
        var code = counts[(int)ReplayVerdict.Equal] == outcomes.Count ? ExitCode.Good : ExitCode.RunSaysNo;
        return new VerbReport(code, json, console => Print(console, outcomes, counts));
    }

    private static async Task<List<ReplayOutcome>> ReplayAsync(
        IRunVerbs runs, IReadOnlyList<string> paths, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var outcomes = new List<ReplayOutcome>();
        await foreach (var outcome in runs.ReplayAsync(paths, ct))
        {
            outcomes.Add(outcome);
            progress.Report(new ProgressStep("replay", outcomes.Count, 0, FormattableString.Invariant($"{outcomes.Count} recordings")));
        }

        return outcomes;
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<ReplayOutcome> outcomes, int[] counts)
    {
        var output = console.Profile.Out.Writer;
        foreach (var outcome in outcomes)
        {
            if (outcome.Error is { } error) output.WriteLine($"{outcome.File}: unreadable: {error}");
            foreach (var d in outcome.Differences)
                output.WriteLine($"{outcome.File}: {d.Case}, {d.Step}, {d.Field}: expected {d.Expected}, got {d.Got}");
        }

        output.WriteLine(FormattableString.Invariant($"{counts[0]} equal, {counts[1]} different, {counts[2]} unreadable"));
    }

    private static JsonNode JsonOf(ReplayOutcome outcome)
    {
        var file = new JsonObject { ["file"] = outcome.File, ["verdict"] = outcome.Verdict.ToString().ToLowerInvariant() };
        if (outcome.Error is { } error) file["error"] = error;
        if (outcome.Differences.Count > 0)
            file["differences"] = new JsonArray([.. outcome.Differences.Select(d => (JsonNode)new JsonObject
            {
                ["case"] = d.Case, ["step"] = d.Step, ["field"] = d.Field, ["expected"] = d.Expected, ["got"] = d.Got,
            })]);
        return file;
    }
}
