using System.Globalization;
using CtrBench.Harness.Measurement;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CtrBench.Harness.Cli;

/// <summary>The metrics of one run as a person reads them: verdict first, then what was counted, then how long it took and why.</summary>
internal static class RunSummary
{
    private static readonly (string Key, string Title)[] Latencies =
    [
        ("t1_minus_t0", "T1 - T0"), ("t1_minus_due", "T1 - T0 intended"),
        ("t1_minus_e", "T1 - window end"), ("t1_minus_floor", "T1 - floor"),
    ];

    // The ends of an interval that is wider need no tenth of a millisecond.
    private const double CoarseFromMs = 10;

    /// <summary>Draws the summary. Latencies at broker append time are left to metrics.json.</summary>
    /// <param name="console">Where.</param>
    /// <param name="folder">The run folder.</param>
    /// <param name="metrics">Its metrics.</param>
    public static void Print(IAnsiConsole console, string folder, RunMetrics metrics)
    {
        var predicted = metrics.Profile is { } taken ? $", predicted with profile {taken}" : "";
        var verdict = metrics.Valid ? "[green]valid[/]" : "[red]INVALID[/]";
        console.MarkupLine($"[bold]{Markup.Escape(metrics.RunId)}[/]: {verdict}{Markup.Escape(predicted)}  {Markup.Escape(folder)}");
        foreach (var finding in metrics.Findings)
            console.MarkupLine($"  {Word(finding.Severity)} {Markup.Escape($"{finding.Code}: {finding.Text}")}");
        PrintCorrectness(console, metrics.Correctness);
        if (metrics.Twin is { } twin) console.WriteLine(Twin(twin));
        if (metrics.Valid) PrintLatency(console, metrics);
        else console.WriteLine($"  no latency is shown: the run is invalid ({string.Join(", ", metrics.ErrorCodes())})");
        if (metrics.FittedProfile is { } profile) console.WriteLine($"  profile.json: {profile}");
        if (metrics.Outages.Count > 0) console.WriteLine(Outages(metrics.Outages));
        ResourceSummary.Print(console, metrics.Resources);
        console.WriteLine();
    }

    private static void PrintLatency(IAnsiConsole console, RunMetrics metrics)
    {
        foreach (var table in LatencyTables(console, metrics.Latency)) console.Write(table);
        if (metrics.Decomposition is { } parts) console.WriteLine(Decomposition(parts));
        var (cut, reason) = (metrics.WarmUp.CutWindows, metrics.WarmUp.Reason);
        console.WriteLine(Text($"  warm-up: {PluralText.Of(cut, "window")} cut ({reason}); producer lag p99 ")
            + Text($"{Ms(metrics.ProducerLagMsP99)} ms"));
        if (metrics.Oscillation is { } swing) console.WriteLine(Swing(swing));
        if (metrics is { Oscillation: not null, SawTooth: { } tooth }) console.WriteLine(Predicted(tooth));
    }

    private static void PrintCorrectness(IAnsiConsole console, CorrectnessMetrics c)
    {
        var each = c.WindowsPerRow is { } windows ? Text($" (each once for each of its windows, at most {windows})") : "";
        console.WriteLine(Text(
            $"  records: {c.Stored:#,0} stored{each} = {c.Counted:#,0} counted + {c.LateDropped:#,0} late + {c.Malformed:#,0} malformed")
            + Text($" + {c.StillOpen:#,0} open; {c.Unaccounted:#,0} unaccounted"));
        console.WriteLine(Text(
            $"  windows: {c.ExpectedWindows:#,0} expected, {PluralText.Of(c.ResultWindows, "result")}; {c.Missing} missing, ")
            + Text($"{c.Extra} extra")
            + Text($", {c.Duplicate} duplicate, {c.Conflicting} conflicting, {c.Wrong} wrong"));
        var complete = c.Completeness is { } share ? Text($"{share * 100:0.####} %") : "unknown";
        var byEngine = Text($"{c.LateDroppedByEngine:#,0} {c.LateDroppedUnit}");
        console.WriteLine($"  completeness: {complete}; the engine's own late counter: {byEngine}");
    }

    // One column a latency, as many beside each other as fit.
    private static List<Table> LatencyTables(IAnsiConsole console, IReadOnlyDictionary<string, LatencySummary> latencies)
    {
        var options = RenderOptions.Create(console, console.Profile.Capabilities);
        List<Table> tables = [];
        List<(string Title, LatencySummary Latency)> shown = [];
        foreach (var (key, title) in Latencies)
        {
            if (!latencies.TryGetValue(key, out var latency) || (key == "t1_minus_due" && SameAsSent(latency, latencies))) continue;
            shown.Add((title, latency));
            var wider = LatencyTable(shown);
            if (shown.Count > 1 && !WholeWords.Fits(wider, options, console.Profile.Width))
                wider = LatencyTable(shown = [(title, latency)]);
            else if (tables.Count > 0) tables.RemoveAt(tables.Count - 1);
            tables.Add(wider);
        }

        return tables;
    }

    private static Table LatencyTable(IReadOnlyList<(string Title, LatencySummary Latency)> shown)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("latency, ms").NoWrap());
        foreach (var (title, _) in shown) table.AddColumn(new TableColumn(title).RightAligned());
        Row("mean", l => Ms(l.MeanMs));
        Row("  95 %", l => l.MeanLowMs is null ? "unknown" : Range(l.MeanLowMs, l.MeanHighMs));
        Row("p50", l => l.Branches is { } branches ? BranchText.Of(branches) : Quantile(l.P50Ms, "too few"));
        Row("  95 %", l => l.Branches is null ? Range(l.P50LowMs, l.P50HighMs) : "");
        Row("p90", l => Quantile(l.P90Ms, Text($"n < {LatencyStatistics.FewestForP90}")));
        Row("  95 %", l => Range(l.P90LowMs, l.P90HighMs));
        Row("p99", l => Quantile(l.P99Ms, Text($"n < {LatencyStatistics.FewestForP99}")));
        Row("  95 %", l => Range(l.P99LowMs, l.P99HighMs));
        Row("max", l => Ms(l.MaxMs));
        Row("windows", l => Text($"{l.N}"));
        Row("negative", l => Text($"{l.Negative}"));
        return table;

        void Row(string name, Func<LatencySummary, string> value)
        {
            string[] cells = [.. shown.Select(one => value(one.Latency))];
            if (cells.Any(cell => cell.Length > 0)) table.AddRow([name, .. cells]);
        }
    }

    // Producers that are on time send as intended: a second column would repeat the first.
    private static bool SameAsSent(LatencySummary due, IReadOnlyDictionary<string, LatencySummary> latencies) =>
        latencies.TryGetValue("t1_minus_t0", out var sent) && sent == due;

    private static string Decomposition(DecompositionMetrics d)
    {
        var expected = d.CadenceIsExpected ? " (expected)" : "";
        var sum = d.DataMs + d.DelayMs + d.WaitMs + d.IngestMs + d.CadenceMs + d.OverheadMs;
        return $"  T1 - T0 {Ms(sum)} ms = data {Ms(d.DataMs)} + delay {Ms(d.DelayMs)} + wait {Ms(d.WaitMs)} + ingest {Ms(d.IngestMs)}"
            + $" + cadence{expected} {Ms(d.CadenceMs)} + overhead {Ms(d.OverheadMs)}";
    }

    private static string Twin(TwinAgreement twin)
    {
        var open = twin.Undetermined > 0 ? Text($"; {twin.Undetermined:#,0} are not determined by the log alone, and possible") : "";
        return Text($"  against the twin: {twin.Compared:#,0} {twin.Unit}, {twin.Differences:#,0} differences{open}");
    }

    private static string Swing(Oscillation swing) => swing.PeriodMs is { } period
        ? $"  oscillation: amplitude {Ms(swing.AmplitudeMs)} ms, period {Ms(period)} ms"
        : $"  oscillation: amplitude {Ms(swing.AmplitudeMs)} ms, without a period";

    private static string Predicted(SawTooth tooth)
    {
        var period = tooth.PeriodMs is { } ms ? $"period {Ms(ms)} ms" : "without a period";
        return $"  predicted by L2: amplitude {Ms(tooth.AmplitudeMs)} ms, {period} ({tooth.Basis})";
    }

    // The longest one's times are in the finding that names it.
    private static string Outages(IReadOnlyList<Outage> outages) => Text(
        $"  outages of the log: {outages.Count}, {outages.Sum(o => o.AgainMs - o.FromMs) / 1_000:0.0} s in all, ")
        + Text($"{outages.Sum(o => o.Events):#,0} events reached it late");

    private static string Quantile(double? ms, string tooFew) => ms is { } value ? Ms(value) : tooFew;

    private static string Range(double? lowMs, double? highMs) =>
        lowMs is { } low && highMs is { } high
            ? high - low < CoarseFromMs ? $"{Ms(low)} .. {Ms(high)}" : Text($"{low:#,0} .. {high:#,0}")
            : "";

    private static string Word(Severity severity) => severity switch
    {
        Severity.Error => "[red]error[/]",
        Severity.Warning => "[yellow]warning[/]",
        _ => "note",
    };

    private static string Ms(double ms) => ms.ToString("#,0.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
