namespace CtrBench.Windows.Emulation;

/// <summary>
/// The watermark of one split (partition): the largest row time minus the delay (F2, F3), and the value published to its reader.
/// </summary>
internal sealed class SplitWatermark(long idleTimeoutMs)
{
    private IdlenessTimer _timer = new(idleTimeoutMs);
    private long _generatedMs = long.MinValue;

    /// <summary>The value published to its reader, epoch ms; long.MinValue (-infinity) before the first row (F6).</summary>
    public long WatermarkMs { get; private set; } = long.MinValue;

    /// <summary>Excluded from its reader's minimum (F8).</summary>
    public bool IsIdle { get; private set; }

    /// <summary>A row raises the watermark to <paramref name="watermarkMs"/>; the reader sees it only after it is published.</summary>
    public void Raise(long watermarkMs)
    {
        _timer.Activity();
        if (watermarkMs > _generatedMs) _generatedMs = watermarkMs;
    }

    /// <summary>
    /// Publishes a risen value to the reader, which also ends idleness: an idle split whose rows are behind its own largest stays idle
    /// (F8). Returns whether it rose.
    /// </summary>
    public bool Publish()
    {
        if (_generatedMs <= WatermarkMs) return false;
        IsIdle = false;
        WatermarkMs = _generatedMs;
        return true;
    }

    /// <summary>
    /// The probe and publication of a tick (F5, F8). On-event splits only probe; a periodic one publishes its value again, risen or not,
    /// and is no longer idle.
    /// </summary>
    public void Tick(long nowMs, bool publishes)
    {
        if (_timer.CheckIfIdle(nowMs)) IsIdle = true;
        else if (publishes)
        {
            IsIdle = false;
            Publish();
        }
    }
}

/// <summary>
/// Flink's idleness contract (F8): a probe that sees rows resets the timer, the first probe without rows starts it, and a later probe more
/// than the timeout after that reports idle. So idleness is detected timeout + 1 to 3 probe intervals after the last row.
/// </summary>
internal struct IdlenessTimer(long timeoutMs)
{
    private bool _active;
    private long? _quietSinceMs;

    /// <summary>A row has arrived.</summary>
    public void Activity() => _active = true;

    /// <summary>The probe at a tick: whether the split is idle. Never with a timeout of 0.</summary>
    public bool CheckIfIdle(long nowMs)
    {
        if (timeoutMs == 0) return false;
        if (_active)
        {
            (_active, _quietSinceMs) = (false, null);
            return false;
        }

        if (_quietSinceMs is { } since) return nowMs - since > timeoutMs;
        _quietSinceMs = nowMs;
        return false;
    }
}
