using CtrBench.Harness.Cli;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>What folders of produce say of the traffic of a collected run; several are parts of one workload.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="StartMs">First moment of the schedule, epoch ms.</param>
/// <param name="TrafficEndMs">End of the traffic, epoch ms.</param>
/// <param name="ClosingStartMs">First window start of the closing events, epoch ms.</param>
/// <param name="Producer">What was sent; null while one of the folders is not complete.</param>
internal sealed record TrafficFacts(Workload Workload, long StartMs, long TrafficEndMs, long ClosingStartMs, ProducerReport? Producer)
{
    /// <summary>Reads the folders; null when there are none.</summary>
    /// <param name="folders">Folders of produce.</param>
    /// <param name="query">The query of the collection, whose window closing events must fit.</param>
    /// <param name="error">Told of folders that are not complete.</param>
    /// <exception cref="UsageException">They are not parts of one workload, or were made for other windows.</exception>
    /// <exception cref="RunFolderException">One of them is broken.</exception>
    public static TrafficFacts? Read(IReadOnlyList<string> folders, CtrQuery query, TextWriter error)
    {
        if (folders.Count == 0) return null;
        RunManifest[] manifests = [.. folders.Select(RunFolder.Peek)];
        var first = manifests[0];
        foreach (var (i, manifest) in manifests.Index())
        {
            if (manifest.Query.WindowMs != query.WindowMs || manifest.Query.SlideMs != query.SlideMs
                || manifest.Query.WatermarkDelayMs != query.WatermarkDelayMs)
                throw Refuse(folders[i], "was produced for another window or delay; give collect the same --window, --slide and --delay");
            if (!IsSame(first.Workload, manifest.Workload))
                throw Refuse(folders[i], $"is of another workload than {folders[0]}; name the parts of one");
            if (manifest.State != RunState.Complete)
                error.WriteLine($"{folders[i]} is not complete: what was sent is not known, and is not compared with what is stored");
        }

        var complete = manifests.All(manifest => manifest.State == RunState.Complete);
        return new TrafficFacts(
            first.Workload, manifests.Min(m => m.StartMs), manifests.Max(m => m.TrafficEndMs), manifests.Max(m => m.ClosingStartMs),
            complete ? Merge([.. folders.Select(ReadProducer)]) : null);

        static UsageException Refuse(string folder, string reason) => new("--traffic-of", folder, reason);
    }

    private static ProducerReport ReadProducer(string path)
    {
        using var folder = RunFolder.Open(path);
        return folder.ReadProducer()!;
    }

    // Gap statistics of parts do not add up to those of the whole; counts do, where the parts began together.
    private static ProducerReport Merge(IReadOnlyList<ProducerReport> parts)
    {
        if (parts is [var only]) return only;
        var producers = parts.SelectMany(part => part.Producers).ToList();
        return new ProducerReport
        {
            Producers =
            [
                .. producers.OrderBy(p => p.ProducerId == AdEventFactory.ClosingProducerId)
                    .ThenBy(p => p.ProducerId, StringComparer.Ordinal),
            ],
            Rate = MergeRates([.. parts.Select(part => part.Rate).OfType<RateSeries>()], parts.Count),
        };
    }

    private static RateSeries? MergeRates(IReadOnlyList<RateSeries> rates, int parts)
    {
        if (rates.Count < parts || rates.Any(rate => rate.StartMs != rates[0].StartMs || rate.BucketMs != rates[0].BucketMs)) return null;
        var buckets = rates.Max(rate => rate.Counts.Count);
        var counts = new long[buckets];
        var high = new double[buckets];
        foreach (var rate in rates)
        {
            for (var i = 0; i < rate.Counts.Count; i++)
            {
                counts[i] += rate.Counts[i];
                if (i < rate.HighShare.Count) high[i] += rate.Counts[i] * rate.HighShare[i];
            }
        }

        for (var i = 0; i < buckets; i++) high[i] = counts[i] == 0 ? 0 : high[i] / counts[i];
        return rates[0] with { Counts = counts, HighShare = high };
    }

    private static bool IsSame(Workload a, Workload b) =>
        a with { StartMs = 0, MmppStates = [] } == b with { StartMs = 0, MmppStates = [] } && a.MmppStates.SequenceEqual(b.MmppStates);
}
