namespace CtrBench.Harness.Cli;

/// <summary>Whose settings an engine takes.</summary>
internal enum EngineFamily
{
    /// <summary>Spark's: trigger, offsets per trigger, output mode.</summary>
    MicroBatch,

    /// <summary>Flink's: watermark emission, idleness, aggregation phase, parallelism.</summary>
    Continuous,
}
