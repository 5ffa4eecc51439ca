namespace CtrBench.Windows.Emulation;

/// <summary>What the window operator knows of one upstream reader (F7).</summary>
internal sealed class WatermarkChannel
{
    /// <summary>Last watermark received, epoch ms.</summary>
    public long WatermarkMs { get; set; } = long.MinValue;

    /// <summary>Left out of the minimum.</summary>
    public bool IsIdle { get; set; }

    /// <summary>Counts for the minimum: active, and not behind the valve's output since it became active again.</summary>
    public bool IsAligned { get; set; } = true;
}
