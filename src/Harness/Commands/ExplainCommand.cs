using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Explanations;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using Spectre.Console;

namespace CtrBench.Harness.Commands;

/// <summary><c>explain</c>: why a window came when it did, is still open, or lost rows.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string?> Run = new("run")
    {
        HelpName = "run folder",
        Description = "Folder of one run",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly ValueOption<long> Window = new(
        "--window", "time", "A time in the window to explain: epoch ms, 2023-11-14T22:13:20Z, or a time of the run's first day, 22:13:20",
        WindowTime.Parse);

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "explain",
        Summary = "Why a window of a run came when it did, is still open, or lost rows, and what would have changed it",
        Examples =
        [
            "explain runs/continuous-spp-1p-seed1",
            "explain runs/continuous-spp-1p-seed1 --window 22:13:20",
            "explain runs/microbatch-spp-1p-seed1 --window 1700000000000 --json",
        ],
        Options = [Window],
        Argument = Run,
        Body = (line, _, ct) => Task.Run(() => Report(line), ct),
    };

    private static VerbReport Report(ParseResult line)
    {
        var path = line.GetValue(Run) ?? throw new UsageException("name a run folder; ctrbench runs lists them");
        if (!Directory.Exists(path))
            throw new UsageException(path, null, File.Exists(path) ? "is a file; name the run folder that contains it" : "no such folder");
        if (!RunFolder.IsIn(path))
            throw new UsageException(path, null, $"contains no run; name one of those below it: ctrbench runs {path}");
        var run = Read(path);
        var explained = line.GetValue(Window) is { } asked
            ? [Explainer.Of(run, Find(run, asked))]
            : Explainer.Choose(run);
        var json = new JsonObject
        {
            ["folder"] = path,
            ["run_id"] = run.Manifest.RunId,
            ["late_rows"] = JsonSerializer.SerializeToNode(run.Manifest.LateRows, RunJson.Line),
            ["windows"] = JsonSerializer.SerializeToNode(explained, RunJson.Line),
        };
        return new VerbReport(ExitCode.Good, json, console => Print(console, run, explained))
        {
            Rows = [.. json["windows"]!.AsArray().Select(window => window!.AsObject())],
        };
    }

    private static RunHistory Read(string path)
    {
        using var folder = RunFolder.Open(path);
        var contents = folder.ReadContents();
        if (contents.Manifest is { Engine.Family: EngineFamily.MicroBatch, Query.MicroBatch.OutputMode: not OutputMode.Append })
        {
            throw new RunFolderException(path, "is a run in update mode, whose windows have a result in every batch with a row of theirs",
                "Explain a run in append mode, where a window comes once: --output-mode append");
        }

        return new RunHistory(contents, folder.ReadWatermarks(), folder.ReadLate());
    }

    private static WindowFacts Find(RunHistory run, OptionValue<long> asked)
    {
        if (run.Windows.Count == 0) throw new UsageException(Window.Name, asked.Text, "the run has no window with rows");
        var atMs = WindowTime.EpochMs(asked.Value, run.Windows[0].StartMs);
        if (run.Windows.FirstOrDefault(w => atMs >= w.StartMs && atMs < w.EndMs) is { } found) return found;
        var clock = new ClockText(run.Manifest.StartMs);
        throw new UsageException(Window.Name, asked.Text,
            $"is in no window with rows; the run's are from {clock.Of(run.Windows[0].StartMs)} to {clock.Of(run.Windows[^1].EndMs)}");
    }

    private static void Print(IAnsiConsole console, RunHistory run, IReadOnlyList<WindowExplanation> explained)
    {
        foreach (var window in explained)
        {
            var chosen = window.Chosen is { } why ? $" ({why})" : "";
            console.MarkupLine($"[bold]{Markup.Escape(window.What)}[/]{Markup.Escape(chosen)}");
            console.WriteLine($"  {window.Why}");
            console.WriteLine($"  {window.Change}");
        }

        if (explained.Count == 0) console.WriteLine("The run has no window with rows.");
        if (run.Manifest.LateRows is { Rows: > 0 } late)
        {
            console.WriteLine();
            console.WriteLine(
                FormattableString.Invariant($"late rows of the run: {late.Rows:#,0}; late.csv lists {late.Listed:#,0} of them"));
        }
    }
}

/// <summary>A time of a run as users write it: epoch ms, a date with a time, or a time of the day that a run began on.</summary>
internal static class WindowTime
{
    private const long DayMs = 86_400_000;
    private static readonly string[] OfDayForms = ["HH:mm", "HH:mm:ss", "HH:mm:ss.FFF"];

    /// <summary>Reads one, as epoch ms; a time of day as ms of the first day of the epoch.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static long Parse(string option, string text)
    {
        var trimmed = text.Trim();
        if (long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var epochMs)) return epochMs;
        if (TimeOnly.TryParseExact(trimmed, OfDayForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return time.Ticks / TimeSpan.TicksPerMillisecond;
        if (trimmed.Contains('T')) return MomentText.Parse(option, text).ToUnixTimeMilliseconds();
        throw new UsageException(option, text, "is not a time: write epoch ms, 2023-11-14T22:13:20Z, or 22:13:20");
    }

    /// <summary>
    /// As epoch ms, of a run whose first window starts at <paramref name="startMs"/>; a time of day before that is one of the next day.
    /// </summary>
    public static long EpochMs(long readMs, long startMs)
    {
        if (readMs >= DayMs) return readMs;
        var today = startMs - startMs % DayMs + readMs;
        return today >= startMs ? today : today + DayMs;
    }
}
