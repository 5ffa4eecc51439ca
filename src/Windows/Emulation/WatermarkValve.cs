namespace CtrBench.Windows.Emulation;

/// <summary>
/// The window operator's watermark over its input channels (F7, F9): the minimum over aligned channels; it never falls. An idle channel is
/// excluded; when it becomes active again it counts once it has caught up. When the last active channel goes idle the watermark jumps to
/// the maximum over all.
/// </summary>
internal sealed class WatermarkValve
{
    private readonly WatermarkChannel[] _channels;
    private readonly bool _derivesAgain;
    private bool _isIdle;

    /// <summary>A valve over <paramref name="channels"/> upstream readers, all active.</summary>
    public WatermarkValve(int channels, FlinkRules rules)
    {
        _derivesAgain = rules == FlinkRules.V2_4;
        _channels = new WatermarkChannel[channels];
        for (var i = 0; i < channels; i++) _channels[i] = new WatermarkChannel();
    }

    /// <summary>The operator's watermark, epoch ms; long.MinValue before there is one.</summary>
    public long WatermarkMs { get; private set; } = long.MinValue;

    /// <summary>A channel's watermark. Returns whether the operator's rose.</summary>
    public bool OnWatermark(int index, long watermarkMs)
    {
        var channel = _channels[index];
        if (_isIdle || channel.IsIdle || watermarkMs <= channel.WatermarkMs) return false;
        channel.WatermarkMs = watermarkMs;
        if (!channel.IsAligned && watermarkMs >= WatermarkMs) channel.IsAligned = true;
        return RaiseToMinimum();
    }

    /// <summary>A channel has gone idle or become active. Returns whether the operator's watermark rose.</summary>
    public bool OnStatus(int index, bool idle)
    {
        var channel = _channels[index];
        if (idle == channel.IsIdle) return false;
        channel.IsIdle = idle;
        if (!idle)
        {
            channel.IsAligned = channel.WatermarkMs >= WatermarkMs;
            _isIdle = false;
            return _derivesAgain && RaiseToMinimum();
        }

        channel.IsAligned = false;
        // Before 2.4 nothing moves unless this channel held the others back, not even when it is the last to go idle.
        var heldBack = channel.WatermarkMs == WatermarkMs;
        _isIdle = Array.TrueForAll(_channels, c => c.IsIdle);
        if (!heldBack && !(_derivesAgain && _isIdle)) return false;
        return _isIdle ? RaiseTo(_channels.Max(c => c.WatermarkMs)) : RaiseToMinimum();
    }

    private bool RaiseToMinimum()
    {
        var (minimum, any) = (long.MaxValue, false);
        foreach (var channel in _channels)
        {
            if (!channel.IsAligned) continue;
            any = true;
            minimum = Math.Min(minimum, channel.WatermarkMs);
        }

        return any && RaiseTo(minimum);
    }

    private bool RaiseTo(long watermarkMs)
    {
        if (watermarkMs <= WatermarkMs) return false;
        WatermarkMs = watermarkMs;
        return true;
    }
}

/// <summary>The window operator's state of one upstream reader (F7).</summary>
internal sealed class WatermarkChannel
{
    /// <summary>Last watermark received, epoch ms.</summary>
    public long WatermarkMs { get; set; } = long.MinValue;

    /// <summary>Excluded from the minimum.</summary>
    public bool IsIdle { get; set; }

    /// <summary>Included in the minimum: active, and not behind the valve's output since it became active again.</summary>
    public bool IsAligned { get; set; } = true;
}
