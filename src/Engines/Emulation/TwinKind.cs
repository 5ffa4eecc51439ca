namespace CtrBench.Engines.Emulation;

/// <summary>The engine whose rules a twin follows.</summary>
public enum TwinKind : byte
{
    /// <summary>Spark's.</summary>
    MicroBatch = 0,

    /// <summary>Flink's.</summary>
    Continuous,
}
