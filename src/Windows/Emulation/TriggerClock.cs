namespace CtrBench.Windows.Emulation;

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
