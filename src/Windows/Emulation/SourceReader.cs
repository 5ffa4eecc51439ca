using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>
/// One source reader (subtask): its splits, the watermark it publishes (the minimum over active splits, F6), its idleness (F8, F10), and
/// its local aggregate in two-phase mode.
/// </summary>
internal sealed class SourceReader
{
    private readonly CtrQuery _query;
    private readonly SplitWatermark[] _splits;
    private IdlenessTimer _withoutSplits;

    /// <summary>Reader number <paramref name="index"/> of the query, with the partitions assigned to it round robin (F11).</summary>
    public SourceReader(CtrQuery query, int index, int partitions)
    {
        _query = query;
        Index = index;
        var own = Enumerable.Range(0, partitions).Count(p => p % query.Continuous.SourceParallelism == index);
        _splits = new SplitWatermark[own];
        for (var i = 0; i < own; i++) _splits[i] = new SplitWatermark(query.Continuous.IdleTimeoutMs);
        _withoutSplits = new IdlenessTimer(query.Continuous.IdleTimeoutMs);
        Local = query.Continuous.AggregationPhase == AggregationPhase.TwoPhase ? new LocalAggregate(WindowGrid.Of(query).Slices) : null;
    }

    /// <summary>Its number among the readers; also its channel into the window operator.</summary>
    public int Index { get; }

    /// <summary>Its local aggregate; null in one-phase and legacy mode.</summary>
    public LocalAggregate? Local { get; }

    /// <summary>Rows in its local aggregate that may be late once they are flushed; empty where they are not listed.</summary>
    public List<HeldRow> Held { get; } = [];

    /// <summary>The watermark it has published, epoch ms; long.MinValue before there is one.</summary>
    public long WatermarkMs { get; private set; } = long.MinValue;

    /// <summary>Whether it has reported itself idle to the window operator.</summary>
    public bool IsIdle { get; private set; }

    /// <summary>The split of a partition.</summary>
    public SplitWatermark Split(int partition) => _splits[partition / _query.Continuous.SourceParallelism];

    /// <summary>The probe and publication of a tick over all splits; merge with <see cref="Merge"/> afterwards (F5).</summary>
    public void Tick(long nowMs)
    {
        var publishes = _query.Continuous.EmitStrategy == EmitStrategy.OnPeriodic;
        foreach (var split in _splits) split.Tick(nowMs, publishes);
        if (_splits.Length == 0 && _withoutSplits.CheckIfIdle(nowMs)) IsIdle = true;
    }

    /// <summary>Merges the watermarks of the splits: true when the published watermark rose, which also ends idleness.</summary>
    public bool Merge(out bool wentIdle)
    {
        wentIdle = false;
        var (minimum, active) = (long.MaxValue, false);
        foreach (var split in _splits)
        {
            if (split.IsIdle) continue;
            active = true;
            minimum = Math.Min(minimum, split.WatermarkMs);
        }

        if (!active && _splits.Length > 0)
        {
            // All splits idle: since 2.2 it jumps to their maximum before it reports idle (F9); before it does not move.
            wentIdle = true;
            minimum = _query.Continuous.Rules.JumpWhenIdle() ? _splits.Max(s => s.WatermarkMs) : long.MinValue;
        }

        if (_splits.Length == 0 || minimum <= WatermarkMs) return false;
        WatermarkMs = minimum;
        return true;
    }

    /// <summary>Remembers what was reported to the window operator.</summary>
    public void SetIdle(bool idle) => IsIdle = idle;
}
