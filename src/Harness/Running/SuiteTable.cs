using System.Globalization;
using CtrBench.Harness.Measurement;
using Spectre.Console;

namespace CtrBench.Harness.Running;

/// <summary>A suite's runs in one table, a line each.</summary>
internal static class SuiteTable
{
    /// <summary>The table.</summary>
    public static Table Of(IEnumerable<RunMetrics> runs)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("run").AddColumn("verdict");
        foreach (var column in (string[])["windows", "T1 - T0 mean, ms", "95 % interval", "T1 - floor p50", "p99", "completeness"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var run in runs)
        {
            var (total, floor) = (run.Latency.GetValueOrDefault("t1_minus_t0"), run.Latency.GetValueOrDefault("t1_minus_floor"));
            table.AddRow(
                Markup.Escape(run.RunId), run.Valid ? "[green]valid[/]" : "[red]INVALID[/]", Text(total?.N), Ms(total?.MeanMs),
                total is null ? "" : $"{Ms(total.MeanLowMs)} .. {Ms(total.MeanHighMs)}", Ms(floor?.P50Ms), Ms(floor?.P99Ms),
                run.Correctness.Completeness is { } share ? Text($"{share * 100:0.####} %") : "");
        }

        return table;
    }

    private static string Ms(double? ms) => ms?.ToString("#,0", CultureInfo.InvariantCulture) ?? "";

    private static string Text(int? n) => n?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
