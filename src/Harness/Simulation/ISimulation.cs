using CtrBench.Windows.Emulation;

namespace CtrBench.Harness.Simulation;

/// <summary>A run in virtual time, advanced in steps so that a shell can show progress and stop it.</summary>
internal interface ISimulation
{
    /// <summary>Runs until virtual time has reached <paramref name="untilMs"/>; false when the run is over.</summary>
    bool RunUntil(long untilMs);

    /// <summary>The processor's counters so far.</summary>
    ProcessorCounters Counters { get; }

    /// <summary>Results emitted so far.</summary>
    long ResultsWritten { get; }
}
