using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Emulation;

/// <summary>
/// The interface between semantics and scheduling: pure state machines that both the live shell and the simulator run. Time is passed as an
/// argument.
/// </summary>
public interface IWindowProcessor
{
    /// <summary>
    /// Processes rows of one partition, in offset order. Windows that close immediately (continuous, on-event) are added to
    /// <paramref name="output"/>.
    /// </summary>
    void Process(EventBatch rows, long nowMs, ResultBatch output);

    /// <summary>
    /// The next step of the schedule: a watermark tick of a continuous engine, the end of the planned batch of a micro-batch engine.
    /// </summary>
    void Advance(long nowMs, ResultBatch output);

    /// <summary>The input has ended: closes the windows that the engine closes then (F28; none for Spark).</summary>
    void EndInput(ResultBatch output);

    /// <summary>Counters for progress and reconciliation.</summary>
    ProcessorCounters Counters { get; }
}
