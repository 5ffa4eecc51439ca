using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Harness.Simulation;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Running;

/// <summary>Writes what a simulation does into the files of its run folder as it goes by: memory does not grow with the run.</summary>
internal sealed class FolderOutput : ISimulationOutput, IDisposable
{
    private readonly KeyTable _keys;
    private readonly Oracle _oracle;
    private readonly ScheduleStatistics _statistics;
    private readonly RateSeriesBuilder _rate;
    private readonly long[] _sent;
    private readonly RunFolder _folder;
    private readonly ResultsWriter _results;
    private readonly JsonLinesWriter<ProgressEntry> _progress;
    private readonly EventDigests _digests;
    private readonly EventsWriter? _events;
    private readonly WatermarksWriter _watermarks;
    private long _closing;

    /// <summary>Opens the files of <paramref name="folder"/>.</summary>
    public FolderOutput(RunFolder folder, TrafficSource traffic, RunPlan plan)
    {
        var query = plan.Query;
        var workload = traffic.Schedules.Workload;
        (_folder, _keys) = (folder, traffic.Keys);
        _oracle = new Oracle(query, workload.Partitions, traffic.Keys);
        _statistics = new ScheduleStatistics(workload);
        _rate = new RateSeriesBuilder(workload.StartMs);
        _sent = new long[workload.Producers];
        _results = folder.WriteResults();
        _progress = folder.WriteProgress();
        _digests = new EventDigests(workload.Partitions);
        _events = plan.KeepEvents ? folder.WriteEvents(traffic.Keys) : null;
        _watermarks = folder.WriteWatermarks();
    }

    /// <summary>The rows that the engine dropped as late.</summary>
    public LateRows LateRows { get; } = new();

    /// <summary>Events appended so far, closing events included.</summary>
    public long Events => _oracle.Records;

    /// <inheritdoc/>
    public void Appended(in ScheduledEvent sent, int partition, RowFlags flags, int keyId, double appendMs)
    {
        _oracle.Add(partition, sent.EventTimeMs, flags, sent.DueNs, keyId, appendMs, sent.DueNs);
        _digests.Add(partition, sent.EventTimeMs, flags, sent.DueNs, appendMs);
        _events?.Write(partition, sent.EventTimeMs, flags, sent.DueNs, sent.DueNs, appendMs, keyId, sent);
        if (sent.Producer == ScheduledEvent.ClosingProducer)
        {
            _closing++;
            return;
        }

        _sent[sent.Producer]++;
        _statistics.Add(sent);
        _rate.Add(sent);
    }

    /// <inheritdoc/>
    public void Result(in WindowResult result, double appendMs, double arrivedMs) =>
        _results.Write(ResultRow.Of(result, _keys.Text(result.KeyId), appendMs, arrivedMs));

    /// <inheritdoc/>
    public void Watermark(in WatermarkStep step) => _watermarks.Write(step);

    /// <inheritdoc/>
    public void Batch(MicroBatchReport report) =>
        _progress.Write(new ProgressEntry { AtMs = report.StartedMs + report.DurationMs, Batch = report });

    /// <summary>Notes the engine's figures at a moment of virtual time.</summary>
    public void Snapshot(double atMs, in ProcessorCounters counters, long resultsWritten) =>
        _progress.Write(ProgressEntry.Of(atMs, counters, resultsWritten));

    /// <summary>Writes what is known only at the end, and gives all files their names.</summary>
    public CollectorReport Complete()
    {
        _results.Complete();
        _progress.Complete();
        _events?.Complete();
        _watermarks.Complete();
        _folder.WriteLate(LateRows.Listed);
        using var expected = _folder.WriteExpected();
        foreach (var window in _oracle.Windows()) expected.Write(window);
        expected.Complete();
        var entries = _sent.Select((n, i) => Entry(AdEventFactory.ProducerName(i), n))
            .Append(Entry(AdEventFactory.ClosingProducerId, _closing));
        _folder.WriteProducer(new ProducerReport { Producers = [.. entries], Schedule = _statistics.Summary(), Rate = _rate.Build() });
        return _oracle.Report() with { Partitions = _digests.Digests(), FirstEventTimesMs = _oracle.FirstEventTimesMs };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _results.Dispose();
        _progress.Dispose();
        _events?.Dispose();
        _watermarks.Dispose();
    }

    // In virtual time every event is sent when it is due.
    private static ProducerEntry Entry(string name, long sent) =>
        new(name, sent, sent, 0, 0, 0, 0, sent == 0 ? [] : [new HistogramBar(0, sent)]);
}

/// <summary>Folders that hold runs.</summary>
internal static class FolderWrites
{
    /// <summary>Makes the folder of a suite.</summary>
    /// <exception cref="RunFolderException">It cannot be made.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(path, error);
        }
    }
}
