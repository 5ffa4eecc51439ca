using CtrBench.Windows.Recordings;

namespace CtrBench.Engines;

/// <summary>An engine outside this process, whose run can be compared with its twin.</summary>
internal interface IRealEngine : IStreamEngine
{
    /// <summary>
    /// Whether a run on its own topics should end by draining: Flink closes all windows then, Spark leaves the last ones open (S23).
    /// </summary>
    bool DrainsAtEnd { get; }

    /// <summary>
    /// Reads the topics of a run that has ended, on topics that were new at its start, and compares it with the twin of the same rules.
    /// </summary>
    /// <param name="query">The query of the run.</param>
    /// <param name="last">The engine's progress at the end of the run.</param>
    /// <param name="endpoints">The topics of the run.</param>
    /// <param name="ct">Cancels.</param>
    Task<TwinVerdict> CompareWithTwinAsync(CtrQuery query, QueryProgress last, EngineEndpoints endpoints, CancellationToken ct);
}
