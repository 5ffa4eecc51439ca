using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>What a live run used, for an event (docs/measurement.md "Resources and cost").</summary>
/// <param name="Events">Events stored in that time, closing events included.</param>
/// <param name="Seconds">How long it was measured, s.</param>
/// <param name="Parts">One entry for each part of the run.</param>
internal sealed record ResourceMetrics(long Events, double Seconds, IReadOnlyList<PartResources> Parts)
{
    /// <summary>What a core costs for an hour; null when nobody said.</summary>
    public double? PricePerCoreHour { get; init; }

    /// <summary>CPU time of all parts that are known, per million events, at that price.</summary>
    public double? CostPerMillionEvents { get; init; }

    /// <summary>The same for a month of 730 hours at the rate of the run.</summary>
    public double? CostPerMonth { get; init; }

    /// <summary>What that cost does not contain; null without a cost.</summary>
    public string? CostLeavesOut { get; init; }
}

/// <summary>What a part of the run used. A figure that is null is unknown.</summary>
/// <param name="Part">Which part.</param>
/// <param name="What">What the processes are and hold.</param>
/// <param name="Processes">How many processes.</param>
internal sealed record PartResources(RunPart Part, string What, int Processes)
{
    /// <summary>CPU seconds in user mode.</summary>
    public double? CpuUserSeconds { get; init; }

    /// <summary>CPU seconds in the kernel.</summary>
    public double? CpuSystemSeconds { get; init; }

    /// <summary>CPU seconds of both kinds per million events.</summary>
    public double? CpuSecondsPerMillionEvents { get; init; }

    /// <summary>Cores busy on average.</summary>
    public double? CoresMean { get; init; }

    /// <summary>Largest resident memory seen, bytes.</summary>
    public long? MemoryBytesMax { get; init; }

    /// <summary>Mean of it, bytes.</summary>
    public long? MemoryBytesMean { get; init; }

    /// <summary>Bytes to the broker, per event.</summary>
    public double? ToBrokerBytesPerEvent { get; init; }

    /// <summary>Bytes from the broker, per event.</summary>
    public double? FromBrokerBytesPerEvent { get; init; }

    /// <summary>CPU time per million events at the price.</summary>
    public double? CostPerMillionEvents { get; init; }

    /// <summary>Why figures are unknown, and what is not in them; null when nothing is.</summary>
    public string? Missing { get; init; }
}

/// <summary>From what was measured to what it is per event.</summary>
internal static class ResourceCosts
{
    private const double HoursPerMonth = 730;
    private const string NeverIn = "idle cores, memory, disk, network, replicas, licences and people";

    /// <summary>The figures of a run; null when its processes were not looked at.</summary>
    public static ResourceMetrics? Of(RunManifest run)
    {
        if (run is not { Resources: { } report, Collector.EventsStored: > 0 and var events } || report.ToMs <= report.FromMs) return null;
        var seconds = (report.ToMs - report.FromMs) / 1_000;
        PartResources[] parts = [.. report.Processes.Select(use => Of(use, events, seconds, report.PricePerCoreHour))];
        var metrics = new ResourceMetrics(events, seconds, parts);
        if (report.PricePerCoreHour is not { } price) return metrics;
        PartResources[] known = [.. parts.Where(part => part.CostPerMillionEvents is not null)];
        IEnumerable<string> missing =
            [.. parts.Except(known).Select(part => $"{part.What} (unknown)"), .. known.Select(part => part.Missing).OfType<string>()];
        return metrics with
        {
            PricePerCoreHour = price,
            CostPerMillionEvents = known.Length == 0 ? null : known.Sum(part => part.CostPerMillionEvents),
            CostPerMonth = known.Length == 0 ? null : known.Sum(part => part.CoresMean) * price * HoursPerMonth,
            CostLeavesOut = string.Join("; ", missing.Append(NeverIn)),
        };
    }

    private static PartResources Of(ProcessUse use, long events, double seconds, double? price)
    {
        var cpu = use.CpuUserSeconds + use.CpuSystemSeconds;
        var perMillion = cpu * 1e6 / events;
        return new PartResources(use.Part, use.What, use.Pids.Count)
        {
            CpuUserSeconds = use.CpuUserSeconds,
            CpuSystemSeconds = use.CpuSystemSeconds,
            CpuSecondsPerMillionEvents = perMillion,
            CoresMean = cpu / seconds,
            MemoryBytesMax = use.MemoryBytesMax,
            MemoryBytesMean = use.MemoryBytesMean,
            ToBrokerBytesPerEvent = (double?)use.ToBrokerBytes / events,
            FromBrokerBytesPerEvent = (double?)use.FromBrokerBytes / events,
            CostPerMillionEvents = perMillion / 3_600 * price,
            Missing = use.Missing,
        };
    }
}
