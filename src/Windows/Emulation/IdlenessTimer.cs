namespace CtrBench.Windows.Emulation;

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
