using CtrBench.Harness.Simulation;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Advice;

/// <summary>
/// The watermark delay that each row would have needed, from one simulation with a delay of 0: a row is late at every delay D up to it.
/// Exact for all delays at once, because the rules of both engines only compare a watermark, which is a largest event time less the delay,
/// with a window's end (S10, S11, F2, F15): with the delay D every watermark is D less, and no batch or tick comes at another time.
/// </summary>
internal sealed class NeededDelays : ISimulationOutput
{
    /// <summary>Of a row that no delay makes late.</summary>
    public const long Never = long.MinValue;

    private readonly EngineFamily _family;
    private readonly long _windowMs;
    private readonly bool _previousBatch;
    private readonly Queue<int>[] _unread;
    private readonly long[] _windowEndMs;
    private readonly long[] _consumed;
    private int _appended;

    // The bound that the next rows are held against (F15: watermark + 1 ms; S11: the watermark of a batch); before there is one, none is.
    private long _boundMs = Never;

    /// <summary>For <paramref name="rows"/> rows under <paramref name="query"/>, whose delay is 0.</summary>
    public NeededDelays(EngineFamily family, CtrQuery query, int partitions, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.WatermarkDelayMs, 0);
        (_family, _windowMs) = (family, query.WindowMs);
        _previousBatch = query.MicroBatch.LateFilter == LateFilter.Previous;
        _unread = [.. Enumerable.Range(0, partitions).Select(_ => new Queue<int>())];
        _consumed = new long[partitions];
        _windowEndMs = family == EngineFamily.MicroBatch ? new long[rows] : [];
        NeededMs = new long[rows];
        Array.Fill(NeededMs, Never);
    }

    /// <summary>The delay that each row would have needed, ms, in order of arrival: it is late with every delay up to this.</summary>
    public long[] NeededMs { get; }

    /// <inheritdoc/>
    public void Appended(in ScheduledEvent sent, int partition, RowFlags flags, int keyId, double appendMs)
    {
        var row = _appended++;
        if ((flags & RowFlags.HasEventTime) == 0)
        {
            if (_family == EngineFamily.MicroBatch) _unread[partition].Enqueue(row);
            return;
        }

        var endMs = TumblingWindows.End(TumblingWindows.Start(sent.EventTimeMs, _windowMs), _windowMs);
        if (_family == EngineFamily.Continuous)
        {
            NeededMs[row] = _boundMs == Never ? Never : _boundMs - endMs;
            return;
        }

        _windowEndMs[row] = endMs;
        _unread[partition].Enqueue(row);
    }

    /// <inheritdoc/>
    public void Watermark(in WatermarkStep step)
    {
        if (_family == EngineFamily.Continuous) _boundMs = step.WatermarkMs + 1;
    }

    /// <inheritdoc/>
    public void Batch(MicroBatchReport report)
    {
        // A query that has seen nothing has a watermark of 0, whatever the delay (S12): it makes no row late.
        var thisMs = report.WatermarkMs > 0 ? report.WatermarkMs : Never;
        var boundMs = _previousBatch ? _boundMs : thisMs;
        for (var p = 0; p < _unread.Length; p++)
        {
            for (; _consumed[p] < report.End[p]; _consumed[p]++)
            {
                var row = _unread[p].Dequeue();
                if (_windowEndMs[row] != 0 && boundMs != Never) NeededMs[row] = boundMs - _windowEndMs[row];
            }
        }

        _boundMs = thisMs;
    }

    /// <inheritdoc/>
    public void Result(in WindowResult result, double appendMs, double arrivedMs)
    {
    }
}
