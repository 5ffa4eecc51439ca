using System.Globalization;
using CtrBench.Harness.Measurement;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>A suite in one table: a line for each configuration, over its seeds.</summary>
internal static class SuiteTable
{
    /// <summary>The table; without T1 - T0 where it would be too wide with it: what an engine adds is T1 - floor.</summary>
    public static Table Of(IAnsiConsole console, IReadOnlyList<Headline> headlines) =>
        WholeWords.FirstThatFits(console, [Of(headlines, total: true), Of(headlines, total: false)]);

    private static Table Of(IReadOnlyList<Headline> headlines, bool total)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["run", "valid"]) table.AddColumn(new TableColumn(column).NoWrap());
        string[] figures = [.. (string[])(total ? ["T1 - T0\nmean, ms"] : []), "T1 - floor\nmean, ms", "p50", "complete"];
        foreach (var column in figures)
            table.AddColumn(new TableColumn(column).NoWrap().RightAligned());
        foreach (var headline in headlines)
        {
            var (whole, floor) = (headline.Latency.GetValueOrDefault("t1_minus_t0"), headline.Latency.GetValueOrDefault("t1_minus_floor"));
            var name = Text($"{headline.Engine.Name}\n{headline.Traffic} {headline.Producers}p")
                + (headline.Settings is { } settings ? "\n" + settings.Replace(", ", "\n", StringComparison.Ordinal) : "");
            var valid = Text($"{headline.ValidRuns} of {headline.Runs}");
            List<string> cells =
            [
                Markup.Escape(name), headline.ValidRuns == headline.Runs ? $"[green]{valid}[/]" : $"[red]{valid}[/]",
                Mean(whole), Mean(floor),
                headline.Branches is { } branches ? BranchText.Of(branches) : MeanText.Ms(floor?.P50Ms),
                headline.Completeness is { } share ? Text($"{share * 100:0.####} %") : "unknown",
            ];
            if (!total) cells.RemoveAt(2);
            table.AddRow([.. cells]);
        }

        return table;
    }

    private static string Mean(HeadlineLatency? latency) =>
        latency is null ? "" : MeanText.Of(latency.MeanMs, latency.MeanLowMs, latency.MeanHighMs);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>A mean in a cell of a table, whole ms, with its interval below it.</summary>
internal static class MeanText
{
    /// <summary>As in <c>1,765</c> over <c>1,700 .. 1,830</c>, or over <c>unknown</c>.</summary>
    public static string Of(double? meanMs, double? lowMs, double? highMs) =>
        $"{Ms(meanMs)}\n{(lowMs is not null && highMs is not null ? $"{Ms(lowMs)} .. {Ms(highMs)}" : "unknown")}";

    /// <summary>Whole ms; empty where unknown.</summary>
    public static string Ms(double? ms) => ms?.ToString("#,0", CultureInfo.InvariantCulture) ?? "";
}

/// <summary>Two branches of a latency as text: each median with its share, instead of one median of both.</summary>
internal static class BranchText
{
    /// <summary>As in <c>1,480 (25 %)</c> over <c>2,370 (75 %)</c>.</summary>
    public static string Of(TwoBranches branches) => FormattableString.Invariant(
        $"{branches.LowP50Ms:#,0} ({branches.LowShare * 100:0} %)\n{branches.HighP50Ms:#,0} ({branches.HighShare * 100:0} %)");
}
