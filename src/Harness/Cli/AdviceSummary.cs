using CtrBench.Harness.Advice;
using CtrBench.Harness.Answers;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>Advice as a person reads it: what to set, what it costs, the lines to paste, what is odd in the data.</summary>
internal static class AdviceSummary
{
    // Of how many at the least each is one: on a narrow console the last ones to decide are left out.
    private static readonly (string Name, int Of, Func<EngineAdvice, string> Cell)[] Columns =
    [
        ("delay", 4, advice => advice.DelayMs is { } ms ? AnswerText.Setting(ms) : "unknown"),
        ("lost", 4, advice => advice.DelayMs is null ? "" : AdviceText.Lost(advice.First)),
        ("of rest", 4, advice => advice.DelayMs is null ? "" : Rest(advice)),
        ("whole", 6, advice => advice.DelayMs is null ? "" : AnswerText.Percent(advice.First.WholeShare ?? 0)),
        ("mean", 5, advice => Duration(advice.Run?.MeanMs)),
        ("p90", 4, advice => advice.KeepsUp ? Duration(advice.Run?.P90Ms) : "[red]too slow[/]"),
    ];

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
        console.Write(WholeWords.FirstThatFits(console, [Table(result, most: 6), Table(result, most: 5), Table(result, most: 4)]));
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

    private static Table Table(AdviceResult result, int most)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("") { NoWrap = true });
        var columns = Columns.Where(column => column.Of <= most).ToList();
        foreach (var column in columns) table.AddColumn(new TableColumn(column.Name) { NoWrap = true }.RightAligned());
        foreach (var advice in result.Engines)
        {
            var label = most == Columns.Length || advice.TriggerMs != 0 ? AdviceText.Label(advice) : $"{advice.Engine.Name}, trigger 0 s";
            table.AddRow(
            [
                Markup.Escape($"{(advice.Recommended ? "*" : " ")} {label}"), .. columns.Select(column => column.Cell(advice)),
            ]);
        }

        table.Caption = new TableTitle("* recommended; lost: of the rows"
            + (most == Columns.Length ? "; whole: windows that lose nothing" : "")
            + $";\n{(most > 4 ? "mean and p90" : "p90")}: from a window's end to its result, predicted");
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
