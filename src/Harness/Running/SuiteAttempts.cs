using System.Globalization;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Running;

/// <summary>The plan of one time that a run of a suite is tried: fresh topics and a job of its own on a real engine.</summary>
internal static class SuiteAttempts
{
    // Windows this short make a warm-up short: the engine compiles the same query.
    private const long WarmUpWindowMs = 5_000;

    private const int LongestTopic = 249;

    /// <summary>The plan of an attempt in the suite's folder.</summary>
    public static RunPlan PlanOf(RunPlan run, SuiteAttempt attempt, string suiteFolder) => run with
    {
        Folder = Path.Combine(suiteFolder, attempt.Folder),
        Broker = run.Broker is not { } broker ? null : broker with
        {
            EventsTopic = TopicOf(broker.EventsTopic, attempt.Id),
            ResultsTopic = TopicOf(broker.ResultsTopic, attempt.Id),
        },
        Real = run.Real?.Of(attempt.Id),
    };

    /// <summary>The unmeasured run that warms up the engine of <paramref name="run"/>: steady traffic, short windows, no delay.</summary>
    public static RunPlan WarmUpOf(RunPlan run, long trafficMs) => run with
    {
        RunId = string.Create(CultureInfo.InvariantCulture, $"warm-up of {run.Engine}"),
        Workload = run.Workload with
        {
            Traffic = TrafficKind.Constant,
            TraceFile = null,
            TraceColumns = null,
            Speed = 1,
            Producers = 1,
            DurationMs = trafficMs,
            Disorder = new DisorderModel(),
        },
        Query = run.Query with { WindowMs = Math.Min(run.Query.WindowMs, WarmUpWindowMs), SlideMs = null, WatermarkDelayMs = 0 },
        KeepEvents = false,
    };

    private static string TopicOf(string name, Guid id)
    {
        var suffix = $"-{id.ToString("N")[..12]}";
        return name[..Math.Min(name.Length, LongestTopic - suffix.Length)] + suffix;
    }
}
