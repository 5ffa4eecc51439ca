using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>Runs generated streams through the micro-batch processor, and checks after each batch what must always hold.</summary>
internal sealed class SparkDrive(CtrQuery query, int partitions)
{
    private readonly EventBatch _rows = new();
    private long _inWindows;
    private readonly long[] _latest = new long[partitions];
    private MicroBatchProcessor _processor = new(query, new long[partitions]);

    public List<WindowCounts> Emitted { get; } = [];

    public MicroBatchReport Last => _processor.LastReport!;

    public ProcessorCounters Counters => _processor.Counters;

    /// <summary>One batch of these rows; its results, sorted.</summary>
    public List<WindowCounts> Batch(IEnumerable<StreamRow> batch)
    {
        var rows = batch.ToLookup(r => r.Partition);
        for (var p = 0; p < partitions; p++) _latest[p] += rows[p].Count();
        return Run(_processor.Begin(_latest), rows);
    }

    /// <summary>A trigger without new records; its results, or null when it runs no batch.</summary>
    public List<WindowCounts>? Trigger() =>
        _processor.TryBegin(_latest, 0) is { } plan ? Run(plan, Enumerable.Empty<StreamRow>().ToLookup(r => r.Partition)) : null;

    /// <summary>Stops and goes on from the checkpoint.</summary>
    public void Restart()
    {
        var keys = new KeyTable();
        for (var k = 1; k < 8; k++) keys.GetOrAdd($"{k}"); // ids are kept, so that counts compare
        var checkpoint = _processor.Checkpoint(keys);
        _processor = new MicroBatchProcessor(query, new long[partitions]);
        _processor.Restore(checkpoint, keys);
        _inWindows = _processor.Counters.OpenRecords;
    }

    private void Add(StreamRow row)
    {
        _rows.Add(row.TimeMs, 0, row.Flags, row.Key);
        _inWindows += WindowCounts.InWindows(row, query.WindowMs, query.SlideMs).Count();
    }

    private List<WindowCounts> Run(MicroBatchPlan plan, ILookup<int, StreamRow> batch)
    {
        var before = _processor.Counters;
        _processor.Output.Clear();
        for (var p = 0; p < partitions; p++)
        {
            _rows.Reset(p, plan.Start?[p] ?? 0);
            foreach (var row in batch[p]) Add(row);
            _rows.RecordCount = _rows.Count;
            _processor.Process(_rows);
            AssertNothingVanishes();
        }

        _processor.EndBatch();
        AssertNothingVanishes();
        Assert.True(_processor.Counters.WatermarkMs >= before.WatermarkMs, "the watermark fell");
        List<WindowCounts> results = [.. _processor.Output.Results.ToArray().Select(WindowCounts.From).OrderBy(w => w.StartMs).ThenBy(w => w.Key)];
        Emitted.AddRange(results);
        return results;
    }

    private void AssertNothingVanishes()
    {
        var c = _processor.Counters;
        Assert.Equal(_inWindows, c.EmittedRecords + c.LateRecords + c.OpenRecords);
    }
}
