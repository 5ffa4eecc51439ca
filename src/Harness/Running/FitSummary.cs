using System.Globalization;
using CtrBench.Harness.Answers;
using CtrBench.Traffic.Estimation;
using Spectre.Console;

namespace CtrBench.Harness.Running;

/// <summary>A fitted workload as a person reads it: what the traffic is like, how good the fit is, the options to use.</summary>
internal static class FitSummary
{
    private const int LineColumns = 72;

    /// <summary>Draws it.</summary>
    public static void Print(IAnsiConsole console, TraceFit fit, string trace)
    {
        var traffic = fit.Traffic;
        console.MarkupLine($"[bold]{Markup.Escape(Arrivals(traffic))}[/]");
        console.WriteLine($"  {Quality(traffic)}");
        console.MarkupLine($"[bold]{Markup.Escape(Lateness(fit.Disorder))}[/]");
        if (fit.Disorder is { } estimate)
        {
            console.WriteLine($"  {Quality(estimate)}");
            if (!fit.ArrivalsKnown)
            {
                console.MarkupLine("[dim]  the trace has no arrival column: a row is taken to be as late as the order of the file shows, "
                    + "and arrivals to be at the event times[/]");
            }
        }

        console.Write(Table(traffic));
        if (fit.Disorder is { Model: { DelayedShare: > 0 } or { VeryLateShare: > 0 } } disorder) console.Write(Table(disorder));
        console.WriteLine($"A workload like {trace}, also at other rates: change --rate, factors are relative to it.");
        console.WriteLine();
        foreach (var line in Lines(fit)) console.WriteLine($"  {line}");
    }

    /// <summary>The command in lines that a shell joins again.</summary>
    private static IEnumerable<string> Lines(TraceFit fit)
    {
        var line = "ctrbench simulate";
        foreach (var (name, value) in fit.Options)
        {
            if (line.Length + name.Length + value.Length + 2 > LineColumns)
            {
                yield return line + " \\";
                line = " ";
            }

            line += $" {name} {value}";
        }

        yield return line;
    }

    private static string Arrivals(TrafficEstimate traffic)
    {
        var mmpp = traffic.Mmpp;
        return traffic.Traffic switch
        {
            TrafficKind.Mmpp => $"Bursts: {Number(mmpp.HighPerSecond)}/s for {Seconds(mmpp.DwellHighSeconds)} in the mean, "
                + $"{Number(mmpp.LowPerSecond)}/s for {Seconds(mmpp.DwellLowSeconds)} between them; "
                + $"{Number(traffic.EventsPerSecond)}/s over all.",
            TrafficKind.Constant => $"Equal gaps: {Number(traffic.EventsPerSecond)}/s.",
            _ => $"Steady: Poisson arrivals, {Number(traffic.EventsPerSecond)}/s; two rates describe them no better than one.",
        };
    }

    private static string Quality(TrafficEstimate traffic)
    {
        var missed = traffic.Scales.Where(scale => !scale.Fits).ToList();
        var (name, verb) = traffic.Traffic == TrafficKind.Mmpp ? ("Two states", "give") : ("This process", "gives");
        if (missed.Count == 0) return $"{name} {verb} the measured dispersion of counts again at every scale.";
        var worst = missed.MaxBy(scale => Math.Abs(Math.Log(Math.Max(1e-3, scale.Measured) / Math.Max(1e-3, scale.Model))))!;
        var side = worst.Measured > worst.Model ? "more" : "less";
        return $"NOT at every scale: in windows of {AnswerText.List(missed.Select(scale => Seconds(scale.Seconds)))} the dispersion of the "
            + $"trace is another; in those of {Seconds(worst.Seconds)} the trace is {side} bursty ({Number(worst.Measured)} against "
            + $"{Number(worst.ModelLow)} .. {Number(worst.ModelHigh)}). Where that matters, replay the trace itself with --trace.";
    }

    private static string Lateness(DisorderEstimate? disorder)
    {
        if (disorder is null) return "Lateness is unknown: the trace is in order of time, which tells nothing about when rows came.";
        var model = disorder.Model;
        if (model is { DelayedShare: 0, VeryLateShare: 0 })
            return $"No row is late by {AnswerText.Setting(disorder.ResolutionMs)} or more.";
        List<string> parts = [];
        if (model.DelayedShare > 0)
        {
            parts.Add($"{AnswerText.Percent(model.DelayedShare)} of the rows are late, "
                + (model.Uniform ? "uniformly" : $"by {AnswerText.Duration(model.MeanDelayMs)} in the mean and")
                + $" up to {AnswerText.Duration(model.MaxDelayMs)}");
        }

        if (model is { VeryLateShare: > 0, VeryLateFromMs: { } from })
            parts.Add($"{AnswerText.Percent(model.VeryLateShare)} by {AnswerText.Duration(from)} and more");
        return string.Join(", ", parts) + ".";
    }

    private static string Quality(DisorderEstimate disorder)
    {
        if (disorder.Fits) return "The model gives the quantiles of lateness again.";
        var worst = disorder.Quantiles.MaxBy(disorder.FactorOf)!;
        return $"The model does NOT give it again: {Level(worst.Level)} is {AnswerText.Duration(worst.MeasuredMs)} in the trace, "
            + $"{AnswerText.Duration(worst.ModelMs)} in the model. Where that matters, replay the trace itself with --trace.";
    }

    private static Table Table(TrafficEstimate traffic)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["counts in", "windows", "dispersion", "model", $"in {traffic.SimulatedRuns} runs", ""])
            table.AddColumn(new TableColumn(column) { NoWrap = true }.RightAligned());
        foreach (var scale in traffic.Scales)
        {
            table.AddRow(
                Seconds(scale.Seconds), AnswerText.Count(scale.Windows), Number(scale.Measured), Number(scale.Model),
                $"{Number(scale.ModelLow)} .. {Number(scale.ModelHigh)}", scale.Fits ? "" : "[red]off[/]");
        }

        table.Caption = new TableTitle("dispersion: variance / mean of counts; 1: Poisson");
        return table;
    }

    private static Table Table(DisorderEstimate disorder)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["lateness", "measured", "model"])
            table.AddColumn(new TableColumn(column) { NoWrap = true }.RightAligned());
        foreach (var quantile in disorder.Quantiles)
            table.AddRow(Level(quantile.Level), AnswerText.Duration(quantile.MeasuredMs), AnswerText.Duration(quantile.ModelMs));
        return table;
    }

    private static string Level(double level) => string.Create(CultureInfo.InvariantCulture, $"p{level * 100:0.##}");

    private static string Seconds(double seconds) => seconds switch
    {
        >= 7_200 => Number(seconds / 3_600) + " h",
        >= 120 => Number(seconds / 60) + " min",
        _ => Number(seconds) + " s",
    };

    private static string Number(double value)
    {
        if (value >= 1_000) return value.ToString("#,0", CultureInfo.InvariantCulture);
        var digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : value >= 0.01 ? 4 : 5;
        return decimal.Round((decimal)value, digits).ToString("0.#####", CultureInfo.InvariantCulture);
    }
}
