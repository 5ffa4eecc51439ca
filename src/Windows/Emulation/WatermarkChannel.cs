namespace CtrBench.Windows.Emulation;

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
