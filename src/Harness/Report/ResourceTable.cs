using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Report;

/// <summary>What the processes of live runs used, and what their CPU time costs.</summary>
internal static class ResourceTable
{
    private static readonly string[] Columns =
    [
        "run", "part", "CPU user (s)", "CPU system (s)", "CPU per million events (s)", "cores busy", "memory mean (MB)", "memory peak (MB)",
        "to the broker (B/event)", "from the broker (B/event)", "not known",
    ];

    /// <summary>Appends the tables; nothing when no run has such figures.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        ReportRun[] shown = [.. runs.Where(run => run.Metrics.Resources is not null)];
        if (shown.Length == 0) return;
        html.Element("h3", "Resources and cost");
        html.Element("p", "Of the processes on this machine, from the engine's readiness to its last result. A process elsewhere is "
            + "unknown, never 0. Of the broker, bytes are those of all its clients.");
        html.Table(
            "What the processes used", Columns,
            shown.SelectMany(run => run.Metrics.Resources!.Parts.Select(part => Row(run, part))), wordColumns: 2);
        ReportRun[] priced = [.. shown.Where(run => run.Metrics.Resources!.PricePerCoreHour is not null)];
        if (priced.Length == 0) return;
        html.Table(
            "Cost of the CPU time, in the currency of the price",
            ["run", "price per core-hour", "per million events", "per month at this rate", "not in it"],
            priced.Select(Cost));
    }

    private static string[] Row(ReportRun run, PartResources part) =>
    [
        run.Metrics.RunId,
        part.What,
        Number(part.CpuUserSeconds, "0.0"),
        Number(part.CpuSystemSeconds, "0.0"),
        Number(part.CpuSecondsPerMillionEvents, "#,0.0"),
        Number(part.CoresMean, "0.000"),
        Number(part.MemoryBytesMean / 1e6, "#,0"),
        Number(part.MemoryBytesMax / 1e6, "#,0"),
        Number(part.ToBrokerBytesPerEvent, "#,0"),
        Number(part.FromBrokerBytesPerEvent, "#,0"),
        part.Missing ?? "",
    ];

    private static string[] Cost(ReportRun run)
    {
        ResourceMetrics resources = run.Metrics.Resources!;
        return
        [
            run.Metrics.RunId,
            Number(resources.PricePerCoreHour, "0.######"),
            Number(resources.CostPerMillionEvents, "0.######"),
            Number(resources.CostPerMonth, "#,0.00"),
            resources.CostLeavesOut ?? "",
        ];
    }

    private static string Number(double? value, string format) =>
        value?.ToString(format, System.Globalization.CultureInfo.InvariantCulture) ?? "unknown";
}
