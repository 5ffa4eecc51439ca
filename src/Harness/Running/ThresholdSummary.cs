using System.Text.Json;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Objectives;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Thresholds;
using Spectre.Console;

namespace CtrBench.Harness.Running;

/// <summary>A threshold as a person reads it: the answer first, then a line for each rate.</summary>
internal static class ThresholdSummary
{
    /// <summary>The report of the verb. It is good where a rate was found that is sustained.</summary>
    public static VerbReport Of(string folder, ThresholdReport report, IReadOnlyList<Probe> probes)
    {
        var json = JsonSerializer.SerializeToNode(report, RunJson.Line)!.AsObject();
        json.Insert(0, "folder", folder);
        var code = report.SustainedPerSecond is null ? ExitCode.RunSaysNo : ExitCode.Good;
        return new VerbReport(code, json, console => Print(console, folder, report, probes));
    }

    private static void Print(IAnsiConsole console, string folder, ThresholdReport report, IReadOnlyList<Probe> probes)
    {
        console.WriteLine(report.Answer);
        var source = report.Profile is { } profile ? $"predicted with profile {profile}" : "measured in real time";
        console.WriteLine($"{(report.Slo.Length > 0 ? report.Slo : "no objective but keeping up")}; {source}");
        console.Write(Rates(probes));
        foreach (var (rate, reason) in Reasons(probes)) console.WriteLine($"  {RateText.Format(rate)}: {reason}");
        console.WriteLine($"{PluralText.Of(probes.Count, "probe")} of {DurationText.Format(report.ProbeMs)} of traffic "
            + $"({report.ProbeReason}): "
            + $"{Path.Combine(folder, "probes.csv")}");
    }

    private static Table Rates(IReadOnlyList<Probe> probes)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn(new TableColumn("events/s").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("verdict").NoWrap());
        table.AddColumn(new TableColumn("lag grows, s/s").RightAligned());
        foreach (var term in Terms(probes)) table.AddColumn(new TableColumn(Markup.Escape(term.ToString())).RightAligned());
        foreach (var rate in probes.GroupBy(probe => probe.PerSecond).OrderBy(rate => rate.Key))
        {
            Probe[] judged = [.. rate.GroupBy(probe => probe.Seed).Select(seed => seed.Last())];
            var first = judged[0];
            table.AddRow([
                FormattableString.Invariant($"{rate.Key:#,0.##}"),
                Verdicts(judged),
                QuantityText.Of(Quantity.Backlog, first.KeepingUp?.Growth),
                .. Terms(probes).Select(term =>
                    QuantityText.Of(term, first.Verdict.Terms.FirstOrDefault(found => found.Term.Quantity == term)?.Value)),
            ]);
        }

        return table;
    }

    private static string Verdicts(Probe[] judged) => string.Join('\n', judged.GroupBy(probe => probe.Verdict.State).Select(same =>
    {
        var color = same.Key switch { ProbeState.Sustained => "green", ProbeState.NotSustained => "red", _ => "yellow" };
        var count = judged.Length == 1 ? "" : FormattableString.Invariant($" {same.Count()} of {judged.Length}");
        return $"[{color}]{ProbeNames.Of(same.Key)}[/]{count}";
    }));

    private static IEnumerable<Quantity> Terms(IReadOnlyList<Probe> probes) =>
        probes.SelectMany(probe => probe.Verdict.Terms).Select(term => term.Term.Quantity).Distinct();

    private static IEnumerable<(double PerSecond, string Reason)> Reasons(IReadOnlyList<Probe> probes) => probes
        .Where(probe => probe.Verdict.State == ProbeState.Undecided).GroupBy(probe => probe.PerSecond).OrderBy(rate => rate.Key)
        .Select(rate => (rate.Key, rate.Last().Verdict.Reason));
}
