using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>
/// The seam between semantics and scheduling: a pure state machine that live runs, simulations, replays and unit tests all drive. Rows go
/// in, results come out, and the state can be kept and restored. Time comes only as an argument of a family's own schedule:
/// <see cref="ContinuousProcessor.Tick"/> there, <see cref="MicroBatchProcessor.TryBegin"/> and <see
/// cref="MicroBatchProcessor.EndBatch"/> here. Not thread-safe.
/// </summary>
internal interface IWindowProcessor
{
    /// <summary>Results emitted so far, in order; the shell that has taken them clears them.</summary>
    ResultBatch Output { get; }

    /// <summary>Counters for progress and reconciliation.</summary>
    ProcessorCounters Counters { get; }

    /// <summary>What the watermark of <see cref="Counters"/> rests on.</summary>
    WatermarkBasis Basis { get; }

    /// <summary>Takes rows of one partition, in offset order.</summary>
    void Process(EventBatch rows);

    /// <summary>The input has ended: closes what the engine's rules close then (F28; nothing for Spark, S23).</summary>
    void EndInput();

    /// <summary>
    /// The state between two steps, as the engine's checkpoint holds it (S20, F24); key texts come from the parser's table. A continuous
    /// engine's barrier passes with it (F19), which can count late rows: read <see cref="Counters"/> afterwards.
    /// </summary>
    ProcessorCheckpoint Checkpoint(KeyTable keys);

    /// <summary>Marks the ids of all keys that it still holds, between two steps and without output: others may be used again.</summary>
    void MarkKeys(bool[] live);

    /// <summary>Goes on from a checkpoint, in a processor that has taken no row.</summary>
    /// <exception cref="ArgumentException">It is a checkpoint of the other engine.</exception>
    void Restore(ProcessorCheckpoint checkpoint, KeyTable keys);
}

/// <summary>
/// One late drop in the engine's own unit: a row (F15, F25), a flushed partial count (F22), or a window of a batch (S14).
/// </summary>
/// <param name="WindowStartMs">Start of the closed window, the last one of a continuous engine's row, epoch ms.</param>
/// <param name="KeyId">Group key; 0 for the null key and without grouping.</param>
/// <param name="Rows">Rows dropped.</param>
internal readonly record struct LateDrop(long WindowStartMs, int KeyId, long Rows);

/// <summary>
/// Counters of a processor. Records = EmittedRecords + LateRecords + Malformed + OpenRecords at all times, with tumbling windows. With
/// sliding windows a row counts once in Records, and in EmittedRecords, LateRecords and OpenRecords once for each of its windows, which
/// may differ.
/// </summary>
/// <param name="Records">Rows processed, including malformed ones.</param>
/// <param name="EmittedRecords">Rows in windows with a final result.</param>
/// <param name="LateRecords">Rows dropped as late, in records.</param>
/// <param name="LateDropped">Late drops in the engine's own unit (S14, F15, F22, F25).</param>
/// <param name="Malformed">Rows without a valid event time.</param>
/// <param name="OpenRecords">Rows in windows still open.</param>
/// <param name="WatermarkMs">The watermark that closes windows, epoch ms; long.MinValue before there is one.</param>
public readonly record struct ProcessorCounters(
    long Records, long EmittedRecords, long LateRecords, long LateDropped, long Malformed, long OpenRecords, long WatermarkMs);
