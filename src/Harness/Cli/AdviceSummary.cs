using CtrBench.Harness.Advice;
using CtrBench.Harness.Answers;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>Advice as a person reads it: what to set, what it costs, the lines to paste, what is odd in the data.</summary>
internal static class AdviceSummary
{
    /// <summary>Draws it.</summary>
    public static void Print(IAnsiConsole console, AdviceResult result, string page)
    {
        foreach (var sentence in result.Sentences)
        {
            console.MarkupLine($"[bold]{Markup.Escape(sentence.Lead)}[/]");
            console.WriteLine($"  {sentence.Ground}");
        }

        if (result.SetAside is { } future) console.MarkupLine($"[yellow]{Markup.Escape(future.Text())}[/]");
        foreach (var assumption in result.Assumptions) console.MarkupLine($"[dim]  {Markup.Escape(assumption)}[/]");
        console.Write(Table(result));
        foreach (var lines in result.Lines)
        {
            console.WriteLine($"{lines.Title}:");
            console.WriteLine();
            foreach (var line in lines.Text.Split('\n')) console.WriteLine($"  {line.TrimEnd('\r')}");
            console.WriteLine();
        }

        if (result.Oddities.Count > 0) console.WriteLine("What is odd in the data:");
        foreach (var oddity in result.Oddities) console.MarkupLine($"  [yellow]{oddity.Code}[/]: {Markup.Escape(oddity.Text)}");
        console.WriteLine();
        console.WriteLine($"page and picture: {page}");
    }

    private static Table Table(AdviceResult result)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("") { NoWrap = true });
        foreach (var column in (string[])["delay", "lost", "of rest", "whole", "mean", "p90"])
            table.AddColumn(new TableColumn(column) { NoWrap = true }.RightAligned());
        foreach (var advice in result.Engines)
        {
            var loses = advice.DelayMs is not null;
            table.AddRow(
                Markup.Escape($"{(advice.Recommended ? "*" : " ")} {AdviceText.Label(advice)}"),
                advice.DelayMs is { } ms ? AnswerText.Setting(ms) : "unknown",
                loses ? AdviceText.Lost(advice.First) : "", loses ? Rest(advice) : "",
                loses ? AnswerText.Percent(advice.First.WholeShare ?? 0) : "",
                Duration(advice.Run?.MeanMs), advice.KeepsUp ? Duration(advice.Run?.P90Ms) : "[red]too slow[/]");
        }

        table.Caption = new TableTitle("* recommended; lost: of the rows; whole: windows that lose nothing;\n"
            + "mean and p90: from a window's end to its result, predicted");
        return table;
    }

    private static string Rest(EngineAdvice advice) => advice.Promise switch
    {
        Promise.Broken => $"[red]{AdviceText.Lost(advice.Rest)}[/]",
        Promise.Untested => "no rows",
        _ => AdviceText.Lost(advice.Rest),
    };

    private static string Duration(double? ms) => ms is { } value ? AnswerText.Duration(value) : "unknown";
}
