using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Statistics;

namespace CtrBench.Harness.Simulation;

/// <summary>
/// What a run holds in memory at once, estimated before it starts: rows that an engine has not read yet, and windows. Everything else is
/// streamed. The bytes are measured ones, rounded up.
/// </summary>
/// <param name="Rows">Rows waiting for the engine at the worst moment.</param>
/// <param name="Windows">Windows and keys with events; each is held by the oracle and again by the analysis.</param>
/// <param name="Cells">Cells of the oracle: a window has one for every key up to the largest that occurs in it.</param>
internal readonly record struct MemoryEstimate(double Rows, double Windows, double Cells)
{
    private const double BytesPerRow = 48;
    private const double BytesPerWindow = 1_000;
    private const double BytesPerCell = 64;

    /// <summary>In bytes.</summary>
    public double Bytes => Rows * BytesPerRow + Windows * BytesPerWindow + Cells * BytesPerCell;

    /// <summary>The estimate for the traffic of a manifest.</summary>
    /// <param name="manifest">Workload, query and schedule.</param>
    /// <param name="keys">Group keys that events can have; 1 without grouping.</param>
    /// <param name="closingSeconds">Seconds with closing events.</param>
    /// <param name="events">Events of a trace; null for generated traffic.</param>
    /// <param name="profile">The engine's costs in virtual time; null in real time, where a topic is read as it is written.</param>
    public static MemoryEstimate Of(RunManifest manifest, int keys, long closingSeconds, long? events, CostProfile? profile)
    {
        var (workload, query) = (manifest.Workload, manifest.Query);
        var durationMs = Math.Max(1.0, manifest.TrafficEndMs - manifest.StartMs);
        var perMs = events is { } n ? n / durationMs : workload.EventsPerSecond / 1_000;
        var sent = perMs * durationMs;
        // The closing events of a second are in one window.
        var closingWindows = closingSeconds * Math.Min(1_000.0 / query.StepMs, 1) + 2;
        var windows = Math.Min(sent, durationMs / query.StepMs + 1);
        var perWindow = sent / Math.Max(1, windows);
        var withKeys = windows * keys * (1 - PortableExp.Exp(-perWindow / keys));
        return new MemoryEstimate(
            profile is null ? 0 : Math.Min(sent, Waiting(query, profile, perMs, durationMs)),
            withKeys + closingWindows,
            keys == 1 ? 0 : windows * keys);
    }

    // A continuous engine's rows are drawn as it reads them, a tick at a time; a micro-batch engine's wait from one batch to the next.
    private static double Waiting(CtrQuery query, CostProfile profile, double perMs, double durationMs)
    {
        if (profile.Engine.Family == EngineFamily.Continuous)
        {
            var readPerMs = profile.RowUs > 0 ? Math.Min(perMs, 1_000 / profile.RowUs) : perMs;
            return readPerMs * Math.Max(1, query.Continuous.EmitIntervalMs);
        }

        var rowMs = profile.BatchRowUs / 1_000;
        if (query.MicroBatch.MaxOffsetsPerTrigger is { } most)
        {
            var batchMs = Math.Max(Math.Max(1, query.MicroBatch.TriggerIntervalMs), profile.BatchFixedMs + rowMs * most);
            return Math.Max(0, perMs - most / batchMs) * durationMs + perMs * batchMs;
        }

        var load = perMs * rowMs;
        // Overloaded, each batch is longer than the one before by the load; what waits is what has not been read.
        if (load >= 1) return perMs * durationMs;
        return perMs * Math.Max(query.MicroBatch.TriggerIntervalMs, profile.BatchFixedMs / (1 - load));
    }
}
