using System.CommandLine;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Windows.Recordings;
using Spectre.Console;

namespace CtrBench.Harness.Commands;

/// <summary><c>validate</c>: recordings of real engines, or a real engine itself, against their twins.</summary>
internal static class ValidateCommand
{
    private static readonly Option<string[]> Transcript = ValueOption.Texts("--transcript", "path...",
        "Recordings, or folders of them, each to be replayed on the twin that it belongs to");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "validate",
        Summary = "Compare real engines, recorded or live, with their twins and print every difference",
        Examples =
        [
            "validate --transcript recordings/", "validate --transcript spark/late.json flink/idle.json --json",
            "validate --engine flink --kafka localhost:9092 --flink-gateway http://localhost:8083 --flink-rest http://localhost:8081",
            "validate --engine spark --kafka localhost:9092 --spark http://localhost:15002 --scripts 40",
        ],
        Options = [Transcript, .. ValidateLiveOptions.All],
        Body = async (line, session, ct) =>
        {
            if (line.Gives(EngineOptions.Real))
            {
                line.Refuse(Transcript, "is replayed without an engine; leave --engine out, or run its events again with --case");
                return await session.Runs.ValidateAsync(ValidateLiveOptions.Read(line, session), session, ct);
            }

            ValidateLiveOptions.Refuse(line);
            if (!line.Gives(Transcript))
                throw new UsageException(Transcript.Name, null, "is needed, or a real engine: --engine flink or spark");
            var files = FilesOf(line.GetValue(Transcript) ?? []);
            return Report(await session.Progress.ShowAsync(progress => Task.Run(() => Replay(files, progress, ct), ct)));
        },
    };

    /// <summary>What the replay of these recordings comes to. A recording that differs or cannot be read makes the answer no.</summary>
    public static VerbReport Report(IReadOnlyList<ReplayOutcome> outcomes)
    {
        var counts = Enum.GetValues<ReplayVerdict>().ToDictionary(verdict => verdict, verdict => outcomes.Count(o => o.Verdict == verdict));
        var json = new JsonObject();
        foreach (var (verdict, count) in counts) json[WordOf(verdict)] = count;
        json["files"] = new JsonArray([.. outcomes.Select(JsonOf)]);
        var shown = counts.Where(c => c.Value > 0 || c.Key != ReplayVerdict.Undetermined);
        var closing = string.Join(", ", shown.Select(c => FormattableString.Invariant($"{c.Value} {WordOf(c.Key)}")));
        var good = counts[ReplayVerdict.Equal] + counts[ReplayVerdict.Undetermined] == outcomes.Count;
        var code = good ? ExitCode.Good : ExitCode.RunSaysNo;
        return new VerbReport(code, json, console => Print(console, outcomes, closing));
    }

    /// <summary>The files named, and those in the folders named, in ordinal order within a folder.</summary>
    /// <exception cref="UsageException">A path does not exist, or no file comes of all.</exception>
    private static List<string> FilesOf(IReadOnlyList<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (!Path.Exists(path)) throw new UsageException(Transcript.Name, path, "no such file or folder");
            if (File.Exists(path)) files.Add(path);
            else files.AddRange(Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        }

        return files.Count > 0 ? files : throw new UsageException(Transcript.Name, string.Join(' ', paths), "contains no recordings "
            + "(*.json)");
    }

    private static List<ReplayOutcome> Replay(IReadOnlyList<string> files, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var outcomes = new List<ReplayOutcome>(files.Count);
        foreach (var file in files)
        {
            ct.ThrowIfCancellationRequested();
            outcomes.Add(Replay(file));
            progress.Report(new ProgressStep("validate", outcomes.Count, files.Count, file));
        }

        return outcomes;
    }

    private static ReplayOutcome Replay(string file)
    {
        try
        {
            var outcome = TranscriptReplay.Run(file, File.ReadAllBytes(file));
            return outcome with { Error = outcome.Error is { } error ? Remedies.WithOptions(error, outcome.Setting) : null };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new ReplayOutcome(file, ReplayVerdict.Unreadable, [], Error: error.Message);
        }
    }

    private static void Print(IAnsiConsole console, IReadOnlyList<ReplayOutcome> outcomes, string closing)
    {
        var output = console.Profile.Out.Writer;
        foreach (var outcome in outcomes)
        {
            if (outcome.Error is { } error) output.WriteLine($"{outcome.File}: unreadable: {error}");
            if (outcome.Judged is { } judged)
            {
                output.WriteLine(
                    $"{outcome.File}: {outcome.Case}, window by window, since when ticks fell is not known: "
                    + FormattableString.Invariant($"{judged.Windows} windows, {judged.Equal} equal, {judged.Undetermined} undetermined ")
                    + FormattableString.Invariant($"(the twin's too in {judged.TwinEqual})"));
            }

            foreach (var d in outcome.Differences)
                output.WriteLine($"{outcome.File}: {outcome.Case}, {d.Step}, {d.Field}: expected {d.Expected}, got {d.Got}");
        }

        output.WriteLine(closing);
    }

    private static JsonNode JsonOf(ReplayOutcome outcome)
    {
        var file = new JsonObject { ["file"] = outcome.File, ["verdict"] = WordOf(outcome.Verdict) };
        if (outcome.Case is { } name) file["case"] = name;
        if (outcome.Engine is { } engine) file["engine"] = engine;
        if (outcome.Error is { } error) file["error"] = error;
        if (outcome.Judged is { } judged)
            (file["windows"], file["windows_equal"], file["windows_undetermined"]) = (judged.Windows, judged.Equal, judged.Undetermined);
        if (outcome.Differences.Count > 0) file["differences"] = new JsonArray([.. outcome.Differences.Select(JsonOf)]);
        return file;
    }

    /// <summary>A difference as JSON.</summary>
    public static JsonNode JsonOf(Difference d) => new JsonObject
    {
        ["step"] = d.Step,
        ["field"] = d.Field,
        ["expected"] = d.Expected,
        ["got"] = d.Got,
    };

    private static string WordOf(ReplayVerdict verdict) => verdict.ToString().ToLowerInvariant();
}
