using CtrBench.Harness.Answers;
using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Explanations;

/// <summary>Explains the windows of a run.</summary>
internal static class Explainer
{
    /// <summary>Windows that are explained where none is asked for, at the most.</summary>
    public const int MostChosen = 3;

    /// <summary>The explanation of a window.</summary>
    public static WindowExplanation Of(RunHistory run, WindowFacts window, string? chosen = null)
    {
        var fate = FateOf(run, window);
        var (what, (why, change)) = (What(run, window, fate), fate switch
        {
            WindowFate.Whole => AnsweredText.Of(run, window),
            WindowFate.LostRows or WindowFate.LostAll => LostText.Of(run, window),
            WindowFate.Open => OpenText.Of(run),
            _ => ("The folder does not have the watermark of the engine, so it is not known why.",
                "Run it on the twin, whose folder has watermarks.csv and late.csv."),
        });
        var late = run.LateOf(window);
        var lost = fate is WindowFate.LostRows or WindowFate.LostAll;
        var deciding = lost && late.Length > 0 ? late.Max(row => row.WatermarkMs) : (long?)null;
        var before = lost ? null : Before(run, window);
        return new WindowExplanation
        {
            WindowStartMs = window.StartMs,
            WindowEndMs = window.EndMs,
            Chosen = chosen,
            Fate = fate,
            Rows = window.Rows,
            RowsLost = fate == WindowFate.Unknown ? null : lost ? window.Missing : 0,
            ResultMs = window.ResultMs,
            AfterEndMs = window.ResultMs - window.EndMs,
            ClosedByStep = ClosedBy(run, window),
            Partition = Known((deciding is { } watermarkMs ? run.StepTo(watermarkMs) : before)?.Basis.Partition),
            WatermarkMs = deciding ?? before?.WatermarkMs,
            KeptByDelayMs = deciding is { } ms ? LostText.KeptByDelayMs(run, window, ms) : null,
            What = what,
            Why = why,
            Change = change,
        };
    }

    /// <summary>
    /// The windows worth an explanation where none is asked for: the first that is still open, the one that lost the most rows, the one
    /// whose answer took longest, the last answer.
    /// </summary>
    public static IReadOnlyList<WindowExplanation> Choose(RunHistory run)
    {
        (string Why, WindowFacts? Window)[] candidates =
        [
            ("the first one without a result that is not lost",
                run.Windows.FirstOrDefault(w => FateOf(run, w) is WindowFate.Open or WindowFate.Unknown)),
            ("lost the most rows", run.Windows.Where(w => FateOf(run, w) is WindowFate.LostRows or WindowFate.LostAll)
                .MaxBy(w => w.Missing)),
            ("the slowest answer", run.Windows.Where(w => w.ResultMs is not null).MaxBy(w => w.ResultMs - w.EndMs)),
            ("the last answer", run.Windows.LastOrDefault(w => w.ResultMs is not null)),
        ];
        return [.. candidates.Where(c => c.Window is not null).DistinctBy(c => c.Window!.StartMs).Take(MostChosen)
            .Select(c => Of(run, c.Window!, c.Why))];
    }

    /// <summary>What became of a window.</summary>
    public static WindowFate FateOf(RunHistory run, WindowFacts window)
    {
        if (window.ResultMs is not null) return window.Missing > 0 ? WindowFate.LostRows : WindowFate.Whole;
        if (run.LastBoundMs is { } boundMs) return window.EndMs <= boundMs ? WindowFate.LostAll : WindowFate.Open;
        return run.MicroBatch || run.Manifest.LateRows is null ? WindowFate.Unknown : WindowFate.Open;
    }

    private static string What(RunHistory run, WindowFacts window, WindowFate fate)
    {
        var clock = new ClockText(run.Manifest.StartMs);
        var name = $"Window {clock.Of(window.StartMs)} to {clock.Of(window.EndMs)}: ";
        var rows = $"{AnswerText.Count(window.Rows)} row{(window.Rows == 1 ? "" : "s")}";
        var came = window.ResultMs is { } ms
            ? $"its result came at {clock.Of(ms)}, {ClockText.After(ms - window.EndMs)} its end" : "no result";
        return name + fate switch
        {
            WindowFate.Whole => $"{came}, with all {rows}.",
            WindowFate.LostRows => $"{came}, WITHOUT {AnswerText.Count(window.Missing)} of its {rows}.",
            WindowFate.LostAll => $"{came}: all of its {rows} were LATE.",
            WindowFate.Open => $"{came}; its {rows} were STILL OPEN when the run ended.",
            _ => $"{came} of its {rows}.",
        };
    }

    private static long? ClosedBy(RunHistory run, WindowFacts window)
    {
        if (run.MicroBatch) return run.ClosedBy(window)?.Id;
        return run.FiredAt(window) is var i and >= 0 && run.Steps[i].Basis.Step >= 0 ? run.Steps[i].Basis.Step : null;
    }

    // The last step that leaves the window open.
    private static WatermarkStep? Before(RunHistory run, WindowFacts window)
    {
        var boundMs = run.MicroBatch ? window.EndMs : window.EndMs - 1;
        var i = run.Steps.TakeWhile(step => step.WatermarkMs < boundMs).Count();
        return i > 0 ? run.Steps[i - 1] : null;
    }

    private static int? Known(int? partition) => partition is >= 0 ? partition : null;
}
