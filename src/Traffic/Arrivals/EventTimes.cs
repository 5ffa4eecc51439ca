namespace CtrBench.Traffic.Arrivals;

/// <summary>Event times of one producer: the intended time, moved back by the <see cref="DisorderModel"/>.</summary>
internal sealed class EventTimes(DisorderModel model, long watermarkDelayMs, SeededRandom random)
{
    private readonly bool _inOrder = model is { DelayedShare: 0, VeryLateShare: 0 };
    private readonly long _veryLateFromMs = (long)(model.VeryLateFromMs ?? watermarkDelayMs);
    private readonly long _veryLateSpanMs = Math.Max((long)(model.VeryLateFromMs ?? watermarkDelayMs), 1_000);

    /// <summary>How late an event can be that is not later than the watermark delay, ms.</summary>
    public static long LongestWithin(DisorderModel model, long watermarkDelayMs)
    {
        var delayedMs = model.DelayedShare > 0 ? (long)model.MaxDelayMs : 0;
        // Very late events are late by more than this, and by up to twice as much.
        var veryLateMs = model is { VeryLateShare: > 0, VeryLateFromMs: { } from } && from < watermarkDelayMs ? watermarkDelayMs : 0;
        return Math.Max(delayedMs, veryLateMs);
    }

    /// <summary>The event time, epoch ms, of an event that is due at <paramref name="dueNs"/>.</summary>
    public long Of(long dueNs)
    {
        var intendedMs = dueNs / 1_000_000;
        return _inOrder ? intendedMs : intendedMs - DelayMs();
    }

    private long DelayMs()
    {
        var u = random.NextDouble();
        if (u < model.VeryLateShare) return _veryLateFromMs + 1 + (long)(random.NextDouble() * _veryLateSpanMs);
        if (u >= model.VeryLateShare + model.DelayedShare) return 0;
        if (model.Uniform) return (long)(random.NextDouble() * model.MaxDelayMs);

        // An exponential modulo the maximum is the exponential truncated at the maximum, because the exponential is memoryless.
        var delayMs = random.NextExponential() * model.MeanDelayMs;
        return (long)(delayMs - Math.Floor(delayMs / model.MaxDelayMs) * model.MaxDelayMs);
    }
}
