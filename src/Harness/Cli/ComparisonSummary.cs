using System.Globalization;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using Spectre.Console;

namespace CtrBench.Harness.Cli;

/// <summary>Text output of a comparison of two runs.</summary>
internal static class ComparisonSummary
{
    private static readonly (string Key, string Words)[] Names =
    [
        ("t1_minus_floor", "T1 - floor"), ("t1_minus_e", "T1 - window end"), ("t1_minus_e_minus_d", "T1 - window end - delay"),
    ];

    /// <summary>Draws it.</summary>
    public static void Print(
        IAnsiConsole console, (string Folder, ComparedRun Run) a, (string Folder, ComparedRun Run) b, RunComparison comparison,
        double? tolerance)
    {
        console.MarkupLine($"A  {Title(a.Folder, a.Run)}");
        console.MarkupLine($"B  {Title(b.Folder, b.Run)}");
        foreach (var caution in comparison.Cautions) console.MarkupLine($"  [yellow]note[/] {Markup.Escape(caution)}");
        if (comparison.Latencies.Count == 0)
        {
            console.WriteLine(a.Run.Metrics.Valid && b.Run.Metrics.Valid
                ? "  nothing to compare: one of them has no latency"
                : "  nothing to compare: an invalid run shows no latency");
            console.WriteLine();
            return;
        }

        console.Write(Table(comparison.Latencies));
        if (comparison.Latencies[0] is { HasP99: false } few)
        {
            console.WriteLine(
                Text($"  no p90 from fewer than {LatencyStatistics.FewestForP90} windows, no p99 from fewer than ")
                + Text($"{LatencyStatistics.FewestForP99}: A has {few.WindowsA}, B {few.WindowsB}"));
        }

        PrintPairs(console, comparison);
        console.WriteLine($"  saw-tooth of A: {Swing(a.Run.Metrics)}");
        console.WriteLine($"  saw-tooth of B: {Swing(b.Run.Metrics)}");
        if (tolerance is { } share)
        {
            var verdict = comparison.IsWithin(share) ? "[green]within[/]" : "[red]BEYOND[/]";
            console.MarkupLine($"  errors of mean and p90: {verdict} the tolerance of {ShareText.Format(share)}");
        }

        console.WriteLine();
    }

    private static string Title(string folder, ComparedRun run)
    {
        var how = run.Manifest.Mode == RunMode.Virtual ? $"predicted, profile {run.Metrics.Profile}" : "measured";
        var verdict = run.Metrics.Valid ? "[green]valid[/]" : "[red]INVALID[/]";
        return $"[bold]{Markup.Escape(run.Metrics.RunId)}[/]: {Markup.Escape(how)}, {verdict}  {Markup.Escape(folder)}";
    }

    private static Table Table(IReadOnlyList<ComparedLatency> latencies)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("latency, ms").AddColumn("");
        foreach (var column in (string[])["A", "B", "A - B", "error"]) table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var latency in latencies)
        {
            foreach (var (index, value) in latency.Values.Index())
            {
                table.AddRow(index == 0 ? Words(latency.Name) : "", value.Name, Ms(value.AMs), Ms(value.BMs), Signed(value.DifferenceMs),
                    value.Error is { } error ? Text($"{error * 100:+0.0;-0.0;0.0} %") : "");
            }
        }

        return table;
    }

    private static void PrintPairs(IAnsiConsole console, RunComparison comparison)
    {
        if (comparison.Unpaired is { } reason)
        {
            console.WriteLine($"  not paired by window: {reason}");
            return;
        }

        // Window end and delay are the same in both: the other two differ by what the first one's floors differ.
        foreach (var latency in comparison.Latencies.Take(2))
        {
            if (latency.Paired is not { } paired) continue;
            var p99 = paired is { P99Ms: { } ms, P99Interval: { } interval } ? $"; p99 {Signed(ms)} ms, {Range(interval)}" : "";
            console.WriteLine(
                Text($"  paired by window (n = {paired.N}), A - B of {Words(latency.Name)}: ")
                + $"mean {Signed(paired.MeanMs)} ms, {(paired.Interval is { } mean ? Range(mean) : "95 % interval unknown")}{p99}");
        }
    }

    private static string Swing(RunMetrics metrics)
    {
        if (metrics.Oscillation is not { } swing) return "too few windows";
        var law = metrics.SawTooth is { } tooth
            ? $"; by L2 amplitude {Ms(tooth.AmplitudeMs)} ms, {Period(tooth.PeriodMs)} ({tooth.Basis})"
            : "";
        return $"amplitude {Ms(swing.AmplitudeMs)} ms, {Period(swing.PeriodMs)}{law}";
    }

    private static string Period(double? periodMs) => periodMs is { } ms ? $"period {Ms(ms)} ms" : "no period";

    private static string Range(Interval interval) => $"95 % interval {Signed(interval.Low)} .. {Signed(interval.High)}";

    private static string Words(string name) => Names.Single(known => known.Key == name).Words;

    private static string Signed(double ms) => ms.ToString("+#,0.0;-#,0.0;0.0", CultureInfo.InvariantCulture);

    private static string Ms(double ms) => ms.ToString("#,0.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
