using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Commands;

/// <summary>A plan in one line, said before the work begins.</summary>
internal static class PlanText
{
    /// <summary>The traffic: <c>spp, 5000/s by 2 producers for 10m on 2 partitions, seed 1</c>.</summary>
    public static string Of(Workload workload)
    {
        var producers = workload.Producers == 1 ? "1 producer" : FormattableString.Invariant($"{workload.Producers} producers");
        var pace = workload.Traffic == TrafficKind.Trace
            ? FormattableString.Invariant($"trace {TraceNames.Shown(workload.TraceFile ?? "")} at {workload.Speed:0.###}x by {producers}")
            : $"{TrafficNames.Of(workload.Traffic)}, {RateText.Format(workload.EventsPerSecond)} by {producers}";
        var length = workload.DurationMs == 0 ? "" : $" for {DurationText.Format(workload.DurationMs)}";
        var partitions = workload.Partitions == 1 ? "1 partition" : FormattableString.Invariant($"{workload.Partitions} partitions");
        return FormattableString.Invariant($"{pace}{length} on {partitions}, seed {workload.Seed}");
    }

    /// <summary>The query: <c>windows of 10s, watermark delay 20s</c>.</summary>
    public static string Of(CtrQuery query)
    {
        var grouped = query.GroupBy == GroupField.None ? "" : $", grouped by {query.GroupBy}";
        return $"windows of {DurationText.Format(query.WindowMs)}, watermark delay {DurationText.Format(query.WatermarkDelayMs)}{grouped}"
            + (query.Schema is { } schema ? $", events with {schema}" : "");
    }

    /// <summary>A run: engine, traffic, query, broker and folder.</summary>
    public static string Of(RunPlan plan) => $"{plan.Engine}: {Of(plan.Workload)}; {Of(plan.Query)}{Of(plan.Broker)} -> {plan.Folder}";

    /// <summary>A sweep; of a live one how long it takes, since its runs are made one after the other.</summary>
    public static string Of(SweepPlan plan)
    {
        var first = plan.Runs[0];
        var seeds = plan.Runs.Select(run => run.Workload.Seed).Distinct().Count();
        return FormattableString.Invariant($"{plan.Runs.Count} runs, {plan.Runs.Count / seeds} settings with ")
            + FormattableString.Invariant($"{seeds} {(seeds == 1 ? "seed" : "seeds")} each; the first is {Of(first)}");
    }

    /// <summary>An engine alone.</summary>
    public static string Of(EnginePlan plan)
    {
        var state = plan.CheckpointFolder is { } folder ? $", checkpoints in {folder}" : "";
        return $"{plan.Engine} alone, {Until(plan.DurationMs)}; {Of(plan.Query)}{Of(plan.Broker)}{state} -> {plan.Folder}";
    }

    /// <summary>Producers alone.</summary>
    public static string Of(ProducePlan plan)
    {
        var share = plan.ShareCount > 1 ? FormattableString.Invariant($", share {plan.Share} of {plan.ShareCount}") : "";
        return $"{Of(plan.Workload)}{share}{Of(plan.Broker)} -> {plan.Folder}";
    }

    /// <summary>A collector.</summary>
    public static string Of(CollectPlan plan)
    {
        var count = plan.Results is { } n ? FormattableString.Invariant($" or {n} results") : "";
        return $"results of {plan.Engine}, {Until(plan.DurationMs)}{count}; {Of(plan.Query)}{Of(plan.Broker)} -> {plan.Folder}";
    }

    private static string Of(BrokerPlan? broker) =>
        broker is null ? "" : $"; Kafka at {broker.Address}, {broker.EventsTopic} -> {broker.ResultsTopic}";

    private static string Until(long? durationMs) => durationMs is { } ms ? $"for {DurationText.Format(ms)}" : "until Ctrl-C";
}
