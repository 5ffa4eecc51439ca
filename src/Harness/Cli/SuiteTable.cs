using System.Globalization;
using CtrBench.Harness.Measurement;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>A suite in one table: a line for each configuration, over its seeds.</summary>
internal static class SuiteTable
{
    /// <summary>The table.</summary>
    public static Table Of(IEnumerable<Headline> headlines)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("engine, traffic, producers").AddColumn("valid");
        foreach (var column in (string[])["T1 - T0 mean, ms", "95 % interval", "T1 - floor mean", "95 % interval", "p50", "completeness"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var headline in headlines)
        {
            var (total, floor) = (headline.Latency.GetValueOrDefault("t1_minus_t0"), headline.Latency.GetValueOrDefault("t1_minus_floor"));
            var name = Text($"{headline.Engine.Name} {headline.Traffic} {headline.Producers}p");
            var valid = Text($"{headline.ValidRuns} of {headline.Runs}");
            table.AddRow(
                Markup.Escape(name), headline.ValidRuns == headline.Runs ? $"[green]{valid}[/]" : $"[red]{valid}[/]",
                Ms(total?.MeanMs), Interval(total), Ms(floor?.MeanMs), Interval(floor),
                headline.Branches is { } branches ? BranchText.Of(branches) : Ms(floor?.P50Ms),
                headline.Completeness is { } share ? Text($"{share * 100:0.####} %") : "");
        }

        return table;
    }

    private static string Interval(HeadlineLatency? latency) =>
        latency is { MeanLowMs: { } low, MeanHighMs: { } high } ? $"{Ms(low)} .. {Ms(high)}" : "";

    private static string Ms(double? ms) => ms?.ToString("#,0", CultureInfo.InvariantCulture) ?? "";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>Two branches of a latency as text: each median with its share, instead of one median of both.</summary>
internal static class BranchText
{
    /// <summary>As in <c>1,480 (25 %) / 2,370 (75 %)</c>.</summary>
    public static string Of(TwoBranches branches) => FormattableString.Invariant(
        $"{branches.LowP50Ms:#,0} ({branches.LowShare * 100:0} %) / {branches.HighP50Ms:#,0} ({branches.HighShare * 100:0} %)");
}
