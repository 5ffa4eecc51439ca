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

/// <summary>How <c>maxOffsetsPerTrigger</c> divides a batch over partitions (S24).</summary>
internal static class RateLimit
{
    /// <summary>
    /// End offset (exclusive) of every partition: each gets a share of the limit in proportion to its backlog, computed in double and
    /// rounded down, except that a share below one record is rounded up. The sum may exceed or miss the limit.
    /// </summary>
    public static long[] Apply(ReadOnlySpan<long> start, ReadOnlySpan<long> latest, long limit)
    {
        var waiting = 0L;
        for (var p = 0; p < latest.Length; p++) waiting += Math.Max(0, latest[p] - start[p]);
        var end = new long[latest.Length];
        for (var p = 0; p < end.Length; p++)
        {
            var size = latest[p] - start[p];
            if (size <= 0)
            {
                end[p] = start[p];
                continue;
            }

            var share = limit * (size / (double)waiting);
            var take = (long)(share < 1 ? Math.Ceiling(share) : Math.Floor(share));
            end[p] = Math.Min(latest[p], AddClamped(start[p], take));
        }

        return end;
    }

    private static long AddClamped(long start, long take) => start > long.MaxValue - take ? long.MaxValue : start + take;
}

/// <summary>When a processing-time trigger fires (S21). Pure arithmetic: the shell or the simulator supplies the times.</summary>
internal static class TriggerClock
{
    /// <summary>How long an idle back-to-back query sleeps before it fetches offsets again, ms (S22).</summary>
    public const long PollingDelayMs = 10;

    /// <summary>
    /// When the batch after one that started at <paramref name="startMs"/> and ended (or found nothing to do) at <paramref name="endMs"/>
    /// starts, epoch ms. <paramref name="intervalMs"/> 0 = back to back. The next tick is fixed by the start; a batch that overruns it is
    /// followed immediately, and missed ticks are not made up.
    /// </summary>
    /// <param name="startMs">Start of the batch, epoch ms.</param>
    /// <param name="endMs">End of the batch, epoch ms.</param>
    /// <param name="intervalMs">Trigger interval, ms.</param>
    /// <param name="ranBatch">Whether a batch ran; an idle trigger sleeps <see cref="PollingDelayMs"/> first (S22).</param>
    public static long Next(long startMs, long endMs, long intervalMs, bool ranBatch)
    {
        var ready = ranBatch ? endMs : endMs + PollingDelayMs;
        return intervalMs == 0 ? ready : Math.Max(ready, startMs / intervalMs * intervalMs + intervalMs);
    }
}
