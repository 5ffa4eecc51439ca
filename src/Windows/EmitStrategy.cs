namespace CtrBench.Windows;

/// <summary>When a source reader publishes its watermark (F4).</summary>
public enum EmitStrategy : byte
{
    /// <summary>At each tick; Flink's default.</summary>
    OnPeriodic = 0,

    /// <summary>After each row.</summary>
    OnEvent,
}
