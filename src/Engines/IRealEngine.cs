using CtrBench.Windows.Recordings;

namespace CtrBench.Engines;

/// <summary>An engine outside this process, whose run can be held against its twin.</summary>
public interface IRealEngine : IStreamEngine
{
    /// <summary>
    /// Whether a run on topics of its own is to end by draining: Flink closes all windows then, Spark leaves the last ones open (S23).
    /// </summary>
    bool DrainsAtEnd { get; }

    /// <summary>
    /// Reads the topics of a run that has ended, on topics that were fresh at its start, and holds it against the twin of the same rules.
    /// </summary>
    /// <param name="query">The query of the run.</param>
    /// <param name="last">The engine's figures at the end of the run.</param>
    /// <param name="endpoints">The topics of the run.</param>
    /// <param name="ct">Gives up.</param>
    Task<TwinVerdict> CompareWithTwinAsync(CtrQuery query, QueryProgress last, EngineEndpoints endpoints, CancellationToken ct);
}
