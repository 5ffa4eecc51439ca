using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Harness.Simulation;

/// <summary>Receives the output of a simulation, in the order of virtual time.</summary>
internal interface ISimulationOutput
{
    /// <summary>An event was appended to the events topic.</summary>
    void Appended(in ScheduledEvent sent, int partition, RowFlags flags, int keyId, double appendMs);

    /// <summary>A result arrived at the collector. <paramref name="appendMs"/> and <paramref name="arrivedMs"/>: epoch ms.</summary>
    void Result(in WindowResult result, double appendMs, double arrivedMs);

    /// <summary>A micro-batch ended.</summary>
    void Batch(MicroBatchReport report);
}
