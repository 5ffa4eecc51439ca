using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary>A plan in one line, said before the work begins.</summary>
internal static class PlanText
{
    /// <summary>The traffic: <c>spp, 5000/s by 2 producers for 10m on 2 partitions, seed 1</c>.</summary>
    public static string Of(Workload workload)
    {
        var producers = workload.Producers == 1 ? "1 producer" : FormattableString.Invariant($"{workload.Producers} producers");
        var pace = workload.Traffic == TrafficKind.Trace
            ? FormattableString.Invariant($"trace {workload.TraceFile} at {workload.Speed:0.###}x by {producers}")
            : $"{TrafficNames.Of(workload.Traffic)}, {RateText.Format(workload.EventsPerSecond)} by {producers}";
        var length = workload.DurationMs == 0 ? "" : $" for {DurationText.Format(workload.DurationMs)}";
        var partitions = workload.Partitions == 1 ? "1 partition" : FormattableString.Invariant($"{workload.Partitions} partitions");
        return FormattableString.Invariant($"{pace}{length} on {partitions}, seed {workload.Seed}");
    }

    /// <summary>The query: <c>windows of 10s, watermark delay 20s</c>.</summary>
    public static string Of(CtrQuery query)
    {
        var grouped = query.GroupBy == Traffic.Events.GroupField.None ? "" : $", grouped by {query.GroupBy}";
        return $"windows of {DurationText.Format(query.WindowMs)}, watermark delay {DurationText.Format(query.WatermarkDelayMs)}{grouped}";
    }

    /// <summary>A run: engine, traffic, query and folder.</summary>
    public static string Of(RunPlan plan) => $"{plan.Engine}: {Of(plan.Workload)}; {Of(plan.Query)} -> {plan.Folder}";
}
