using CtrBench.Harness.Cli;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Simulation;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Running;

/// <summary>Rejects a run that would not fit into memory, before it starts and with the figure: the system would kill it later.</summary>
internal static class MemoryLimit
{
    private const double Share = 0.7;

    /// <summary>The share in use at which a run ends by itself: what it has is still written then.</summary>
    private const double NearlyFull = 0.85;

    /// <summary>Throws where the estimate exceeds what the process may use.</summary>
    /// <param name="manifest">The manifest of the start.</param>
    /// <param name="traffic">Its traffic.</param>
    /// <param name="profile">The engine's costs in virtual time; null in real time.</param>
    /// <param name="availableBytes">Memory that the process may use; null: as the runtime says.</param>
    /// <exception cref="UsageException">It does not fit.</exception>
    public static void ThrowUnlessFits(RunManifest manifest, TrafficSource traffic, CostProfile? profile, long? availableBytes = null)
    {
        var schedules = traffic.Schedules;
        var closingSeconds = schedules.ClosingSeconds(manifest.Query.WindowMs, manifest.Query.SlideMs);
        ThrowUnlessFits(manifest, schedules.Catalog.Count, closingSeconds, schedules.Trace?.Rows.Count, profile, availableBytes);
    }

    /// <summary>The same for a collection of traffic that producers have described; only they know the ads of a trace.</summary>
    /// <param name="traffic">What they say.</param>
    /// <param name="query">What is collected.</param>
    /// <param name="availableBytes">Memory that the process may use; null: as the runtime says.</param>
    /// <exception cref="UsageException">It does not fit.</exception>
    public static void ThrowUnlessFits(TrafficFacts traffic, CtrQuery query, long? availableBytes = null)
    {
        if (traffic.Workload.TraceFile is not null) return;
        var manifest = new RunManifest
        {
            RunId = "collected",
            Workload = traffic.Workload,
            Query = query,
            StartMs = traffic.StartMs,
            TrafficEndMs = traffic.TrafficEndMs,
        };
        ThrowUnlessFits(manifest, traffic.Workload.Ads, closingSeconds: 0, events: null, profile: null, availableBytes);
    }

    private static void ThrowUnlessFits(
        RunManifest manifest, int ads, long closingSeconds, long? events, CostProfile? profile, long? availableBytes)
    {
        var keys = manifest.Query.GroupBy switch
        {
            GroupField.None => 1,
            GroupField.ProducerId => Math.Max(1, manifest.Workload.Producers),
            GroupField.AdType => Math.Min(ads, 100),
            _ => ads,
        };
        var estimate = MemoryEstimate.Of(manifest, keys, closingSeconds, events, profile);
        var available = availableBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (estimate.Bytes <= available * Share) return;
        throw new UsageException(FormattableString.Invariant(
            $"this run needs about {Gb(estimate.Bytes)} of memory, and {Gb(available)} are there: {estimate.Rows:#,0} rows that ")
            + FormattableString.Invariant($"wait for the engine, {estimate.Windows:#,0} windows and keys with events. ")
            + Remedy(estimate));
    }

    /// <summary>
    /// Throws where a run that goes on has filled the memory, for one whose traffic is not its own: windows and keys of topics that others
    /// fill cannot be known before they have come.
    /// </summary>
    /// <param name="heapBytes">Memory in use after the last garbage collection; null: as the runtime says.</param>
    /// <param name="availableBytes">Memory that the process may use; null: as the runtime says.</param>
    /// <exception cref="MemoryFullException">Hardly any is left.</exception>
    public static void ThrowIfNearlyFull(Func<long>? heapBytes = null, long? availableBytes = null)
    {
        var memory = GC.GetGCMemoryInfo();
        var (used, available) = (heapBytes?.Invoke() ?? memory.HeapSizeBytes, availableBytes ?? memory.TotalAvailableMemoryBytes);
        if (used > available * NearlyFull) throw new MemoryFullException(Gb(used), Gb(available));
    }

    private static string Remedy(in MemoryEstimate e) => e.Rows * 48 > e.Bytes / 2
        ? "Lower --rate or --duration, or use a profile of a faster engine"
        : "Shorten --delay or --duration, lengthen --window, or use fewer --ads or another --group-by";

    private static string Gb(double bytes) => FormattableString.Invariant($"{Math.Max(0.1, bytes / 1e9):#,0.#} GB");
}

/// <summary>A run has filled the memory.</summary>
/// <param name="used">What it uses.</param>
/// <param name="available">What it may use.</param>
internal sealed class MemoryFullException(string used, string available) : CtrBenchException(ErrorKind.NotReady,
    $"memory is nearly full: {used} of {available} are in use, for windows and keys with events and for rows that wait",
    "Use a longer --window, a shorter --delay or --duration, or another --group-by", null);
