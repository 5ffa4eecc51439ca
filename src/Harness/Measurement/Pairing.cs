using System.Text.Json;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Whether two runs had the same events in the same windows, so that they can be paired by window: the same workload and seed, schedules
/// that started a multiple of the window apart, and the same counts in every window that both logs contain.
/// </summary>
internal static class Pairing
{
    /// <summary>How much later the second run's schedule started, ms.</summary>
    public static long ShiftMs(ComparedRun first, ComparedRun second) => second.Manifest.StartMs - first.Manifest.StartMs;

    /// <summary>Why they cannot be paired; null when they can.</summary>
    public static string? Obstacle(ComparedRun first, ComparedRun second)
    {
        var windowMs = first.Manifest.Query.WindowMs;
        if (second.Manifest.Query.WindowMs != windowMs)
            return $"their windows differ ({windowMs} and {second.Manifest.Query.WindowMs} ms)";
        if (DifferentFields(first.Manifest.Workload, second.Manifest.Workload) is { Count: > 0 } fields)
            return $"their workloads differ in {string.Join(", ", fields)}";
        var (stepMs, otherMs) = (first.Manifest.Query.StepMs, second.Manifest.Query.StepMs);
        if (otherMs != stepMs) return $"their windows start every {stepMs} and every {otherMs} ms";
        var shiftMs = ShiftMs(first, second);
        if (shiftMs % stepMs != 0)
            return $"their schedules started at different phases of the window, {Math.Abs(shiftMs % stepMs)} ms apart: the same events "
                + "are in different windows";
        return DifferentWindow(first, second, shiftMs) is { } start
            ? $"their logs do not contain the same events (window_start_ms {start})"
            : null;
    }

    // The number of partitions does not change the events, and the start may differ.
    private static List<string> DifferentFields(Workload first, Workload second)
    {
        var (a, b) = (Fields(first), Fields(second));
        return [.. a.Keys.Union(b.Keys).Where(name => a.GetValueOrDefault(name) != b.GetValueOrDefault(name))
            .Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Fields(Workload workload) =>
        JsonSerializer.SerializeToElement(workload with { StartMs = 0, Partitions = 1 }, RunJson.Line).EnumerateObject()
            .ToDictionary(field => field.Name, field => field.Value.GetRawText());

    private static long? DifferentWindow(ComparedRun first, ComparedRun second, long shiftMs)
    {
        var counts = Counts(second);
        foreach (var (startMs, count) in Counts(first))
        {
            if (counts.TryGetValue(startMs + shiftMs, out var other) && other != count) return startMs;
        }
        return null;
    }

    // Windows of closing events contain one event per partition, and an interrupt cuts the window that it came in.
    private static Dictionary<long, (long Views, long Clicks)> Counts(ComparedRun run) => run.Expected
        .Where(cell => run.Manifest.IsTraffic(cell.WindowStartMs))
        .Where(cell => run.Manifest.State != RunState.Partial || cell.WindowEndMs <= run.Manifest.TrafficEndMs)
        .GroupBy(cell => cell.WindowStartMs)
        .ToDictionary(cells => cells.Key, cells => (cells.Sum(cell => cell.Views), cells.Sum(cell => cell.Clicks)));
}
