namespace CtrBench.Harness.Measurement;

/// <summary>
/// The two scheduling rules; they determine which event moves the watermark to a window's end and what the engine's late counter counts.
/// </summary>
internal enum EngineFamily
{
    /// <summary>spark, microbatch: one watermark over all partitions, moved between micro-batches.</summary>
    MicroBatch,

    /// <summary>flink, continuous: the minimum over the partitions, moved at ticks or with each event.</summary>
    Continuous,
}
