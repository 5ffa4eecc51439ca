namespace CtrBench.Windows.Emulation;

/// <summary>
/// Decides whether a trigger runs a batch, and up to which offsets (S16-S19, S23-S25). Holds only offsets, no windows.
/// </summary>
internal sealed class MicroBatchScheduler(MicroBatchSettings settings, long[] startOffsets)
{
    private readonly long[] _position = [.. startOffsets];
    private long[]? _frozenLatest;
    private long? _lastFullBatchMs;
    private bool _offsetsKnown;

    /// <summary>Start offsets of the next batch; null until the first batch has set them (S19).</summary>
    public IReadOnlyList<long>? Start => _offsetsKnown ? [.. _position] : null;

    /// <summary>Continues at a checkpoint's offsets.</summary>
    public void Restore(IReadOnlyList<long> end)
    {
        for (var p = 0; p < _position.Length; p++) _position[p] = end[p];
        _offsetsKnown = true;
    }

    /// <summary>
    /// The end offsets of the batch that this trigger runs, or null when it runs none. <paramref name="wantsBatch"/>: a batch must run even
    /// without records (S17).
    /// </summary>
    public long[]? Decide(ReadOnlySpan<long> latest, long nowMs, bool wantsBatch)
    {
        if (settings.AvailableNow) latest = _frozenLatest ??= latest.ToArray();
        var end = Limit(latest, nowMs);
        if (!_offsetsKnown || !end.AsSpan().SequenceEqual(_position)) return end;
        return wantsBatch ? end : null;
    }

    /// <summary>The batch that ends at <paramref name="end"/> has run.</summary>
    public void Commit(IReadOnlyList<long> end) => Restore(end);

    private long[] Limit(ReadOnlySpan<long> latest, long nowMs)
    {
        if (settings.MinOffsetsPerTrigger is { } least)
        {
            var waiting = 0L;
            for (var p = 0; p < latest.Length; p++) waiting += latest[p] - _position[p];
            // The first trigger of a run never waits: Spark's time of the last batch is then 0.
            var recent = nowMs - _lastFullBatchMs < settings.MaxTriggerDelayMs;
            if (waiting < least && recent) return [.. _position];
            _lastFullBatchMs = nowMs;
        }

        return settings.MaxOffsetsPerTrigger is { } limit ? RateLimit.Apply(_position, latest, limit) : latest.ToArray();
    }
}
