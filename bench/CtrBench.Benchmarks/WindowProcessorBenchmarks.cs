using BenchmarkDotNet.Attributes;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Benchmarks;

/// <summary>Both twins on rows that are parsed already: what the window rules cost an event. Read the ratios, not the times.</summary>
[MemoryDiagnoser]
public class WindowProcessorBenchmarks
{
    /// <summary>Rows in one batch.</summary>
    public const int Rows = 4_096;

    private readonly long[] _end = new long[1];
    private EventBatch[] _batches = [];
    private MicroBatchProcessor _microBatch = null!;
    private ContinuousProcessor _periodic = null!;
    private ContinuousProcessor _onEvent = null!;
    private int _next;

    /// <summary>Distinct group keys; 1 is no grouping.</summary>
    [Params(1, 1_000)]
    public int Keys { get; set; }

    /// <summary>Windows that a row is in: 1 tumbling, 6 sliding.</summary>
    [Params(1, 6)]
    public int Windows { get; set; }

    /// <summary>Half an hour of traffic at 1,000 events a second, one in twenty up to 30 s late; at its end fresh twins begin it again.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _batches = [.. Enumerable.Range(0, 440).Select(Batch)];
        Restart();
    }

    private void Restart()
    {
        var query = new CtrQuery { SlideMs = Windows == 1 ? null : 10_000, WindowMs = Windows * 10_000 };
        _microBatch = new MicroBatchProcessor(query, [0]);
        _periodic = new ContinuousProcessor(query, 1);
        _onEvent = new ContinuousProcessor(query with { Continuous = query.Continuous with { EmitStrategy = EmitStrategy.OnEvent } }, 1);
        (_next, _end[0]) = (0, 0);
    }

    /// <summary>One micro-batch of the rows.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void MicroBatch()
    {
        var rows = Next();
        _end[0] += Rows;
        _microBatch.Begin(_end);
        _microBatch.Process(rows);
        _microBatch.EndBatch();
        _microBatch.Output.Clear();
    }

    /// <summary>The rows between two watermark ticks.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public void ContinuousPeriodic()
    {
        var rows = Next();
        _periodic.Process(rows);
        _periodic.Tick(0);
        _periodic.Output.Clear();
    }

    /// <summary>The rows with a watermark after each.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void ContinuousOnEvent()
    {
        var rows = Next();
        _onEvent.Process(rows);
        _onEvent.Output.Clear();
    }

    private EventBatch Next()
    {
        if (_next == _batches.Length) Restart();
        return _batches[_next++];
    }

    private EventBatch Batch(int index)
    {
        var rows = new EventBatch(Rows);
        rows.Reset(0, (long)index * Rows);
        for (var i = 0; i < Rows; i++)
        {
            var n = index * Rows + i;
            var lateMs = n % 20 == 7 ? n * 7_919L % 30_000 : 0;
            var kind = n % 20 == 3 ? RowFlags.Click : RowFlags.View;
            rows.Add(1_700_000_000_000 + n - lateMs, 1_700_000_000_000_000_000 + n, kind | RowFlags.HasEventTime | RowFlags.HasProducerTimestamp, n % Keys);
        }

        rows.RecordCount = Rows;
        return rows;
    }
}
