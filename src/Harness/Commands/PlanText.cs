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
        var producers = PluralText.Of(workload.Producers, "producer");
        var pace = workload.Traffic == TrafficKind.Trace
            ? FormattableString.Invariant($"trace {TraceNames.Shown(workload.TraceFile ?? "")} at {workload.Speed:0.###}x by {producers}")
            : $"{TrafficNames.Of(workload.Traffic)}, {RateText.Format(workload.EventsPerSecond)} by {producers}";
        var length = workload.DurationMs == 0 ? "" : $" for {DurationText.Format(workload.DurationMs)}";
        var partitions = PluralText.Of(workload.Partitions, "partition");
        var scenario = workload.Scenario is { } trap ? $", scenario {ScenarioText.Of(trap)}" : "";
        return FormattableString.Invariant($"{pace}{length} on {partitions}, seed {workload.Seed}{scenario}");
    }

    /// <summary>The query: <c>windows of 10s, watermark delay 20s</c>.</summary>
    public static string Of(CtrQuery query)
    {
        var grouped = query.GroupBy == GroupField.None ? "" : $", grouped by {query.GroupBy}";
        var sliding = query.SlideMs is { } slideMs ? $" sliding by {DurationText.Format(slideMs)}" : "";
        var delay = DurationText.Format(query.WatermarkDelayMs);
        return $"windows of {DurationText.Format(query.WindowMs)}{sliding}, watermark delay {delay}{grouped}"
            + (query.Schema is { } schema ? $", events with {schema}" : "");
    }

    /// <summary>A run: engine, traffic, query, broker and folder.</summary>
    public static string Of(RunPlan plan) => $"{OfRun(plan)} -> {plan.Folder}";

    /// <summary>A sweep; of a live one how long it takes, since its runs are made one after the other.</summary>
    public static string Of(SweepPlan plan)
    {
        var first = plan.Runs[0];
        var seeds = plan.Runs.Select(run => run.Workload.Seed).Distinct().Count();
        var settings = plan.Runs.Count / seeds;
        var time = plan.IsLive ? $", about {SuiteTime.Text(new SuiteTime().SecondsOf(plan.Runs))}" : "";
        return $"{PluralText.Of(plan.Runs.Count, "run")}{time}: {PluralText.Of(settings, "setting")}{Of(plan.Lists)} with "
            + $"{PluralText.Of(seeds, "seed")} each -> {plan.Folder}; the first is {OfRun(first)}";
    }

    /// <summary>The lists of a line in brackets; empty without any.</summary>
    public static string Of(IReadOnlyList<string> lists) => lists.Count == 0 ? "" : $" ({string.Join("; ", lists)})";

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
        var count = plan.Results is { } n ? $" or {PluralText.Of(n, "result")}" : "";
        return $"results of {plan.Engine}, {Until(plan.DurationMs)}{count}; {Of(plan.Query)}{Of(plan.Broker)} -> {plan.Folder}";
    }

    private static string OfRun(RunPlan plan) => $"{plan.Engine}: {Of(plan.Workload)}; {Of(plan.Query)}{Of(plan.Broker)}";

    private static string Of(BrokerPlan? broker) =>
        broker is null ? "" : $"; Kafka at {broker.Address}, {broker.EventsTopic} -> {broker.ResultsTopic}";

    private static string Until(long? durationMs) => durationMs is { } ms ? $"for {DurationText.Format(ms)}" : "until Ctrl-C";
}
