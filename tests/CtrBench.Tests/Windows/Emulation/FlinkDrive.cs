using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Emulation;

/// <summary>Runs generated streams through the continuous processor, and checks after each call what must always hold.</summary>
internal sealed class FlinkDrive(CtrQuery query, int partitions)
{
    private readonly EventBatch _rows = new();
    private long _inWindows;
    private ContinuousProcessor _processor = new(query, partitions);

    public List<WindowCounts> Emitted { get; } = [];

    public ProcessorCounters Counters => _processor.Counters;

    /// <summary>Rows of one partition in one call; what they fired.</summary>
    public List<WindowCounts> Send(params StreamRow[] run)
    {
        if (run.Length == 0) return [];
        _rows.Reset(run[0].Partition, 0);
        foreach (var row in run) Add(row);
        _rows.RecordCount = run.Length;
        return Do(p => p.Process(_rows));
    }

    public List<WindowCounts> Tick(long nowMs = 0) => Do(p => p.Tick(nowMs));

    public List<WindowCounts> EndInput()
    {
        var fired = Do(p => p.EndInput());
        // Everything, or nothing while all readers are idle (F28).
        Assert.True(_processor.Counters.OpenRecords == 0 || fired.Count == 0);
        return fired;
    }

    /// <summary>Stops with a savepoint and goes on from it.</summary>
    public void Restart()
    {
        var keys = new KeyTable();
        for (var k = 1; k < 8; k++) keys.GetOrAdd($"{k}");
        var checkpoint = _processor.Checkpoint(keys);
        _processor = new ContinuousProcessor(query, partitions);
        _processor.Restore(checkpoint, keys);
        _inWindows = _processor.Counters.OpenRecords;
    }

    private void Add(StreamRow row)
    {
        _rows.Add(row.TimeMs, 0, row.Flags, row.Key);
        _inWindows += WindowCounts.InWindows(row, query.WindowMs, query.SlideMs).Count();
    }

    private List<WindowCounts> Do(Action<ContinuousProcessor> step)
    {
        var before = _processor.Counters;
        _processor.Output.Clear();
        step(_processor);
        var c = _processor.Counters;
        Assert.Equal(_inWindows, c.EmittedRecords + c.LateRecords + c.OpenRecords);
        Assert.True(c.WatermarkMs >= before.WatermarkMs, "the watermark fell");
        List<WindowCounts> fired = [.. _processor.Output.Results.ToArray().Select(WindowCounts.From)];
        Emitted.AddRange(fired);
        return fired;
    }
}
