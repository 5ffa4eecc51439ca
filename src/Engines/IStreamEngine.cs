using CtrBench.Traffic.Transport;
using CtrBench.Windows.Recordings;

namespace CtrBench.Engines;

/// <summary>A system under test: a real engine, or an in-process twin.</summary>
public interface IStreamEngine
{
    /// <summary>Which engine it is.</summary>
    EngineId Id { get; }

    /// <summary>
    /// Starts the job and returns when it is ready for events. A query that the engine does not support is rejected with a
    /// <see cref="QueryRefusedException"/> that names the field.
    /// </summary>
    Task<IRunningQuery> StartAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct);
}

/// <summary>A started job. Disposing it stops the job and removes what it created.</summary>
public interface IRunningQuery : IAsyncDisposable
{
    /// <summary>Ends when the job has stopped; faults with the engine's error when it failed.</summary>
    Task Completion { get; }

    /// <summary>The job's progress so far.</summary>
    QueryProgress Progress { get; }

    /// <summary>Stops the job once everything read is processed and its results are stored. <paramref name="drain"/>: read to the end
    /// offsets first, then end the input, which closes all open windows where the engine's rules say so (F28; Spark leaves them in
    /// state).</summary>
    Task StopAsync(bool drain, CancellationToken ct);
}

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

    /// <summary>
    /// Ends what a process that was killed has left on the engine under the run id of the settings: a job goes on without the program that
    /// started it. Returns whether there was anything; without a run id there is nothing to look for.
    /// </summary>
    /// <exception cref="EngineSetupException">The engine does not answer.</exception>
    Task<bool> EndLeftoverAsync(TimeProvider clock, CancellationToken ct);
}

/// <summary>The topics that an engine reads and writes, and its clock.</summary>
/// <param name="Transport">The transport that holds both topics.</param>
/// <param name="EventsTopic">Topic of events; must exist.</param>
/// <param name="ResultsTopic">Topic of results; must exist.</param>
/// <param name="Clock">The clock of the run.</param>
public sealed record EngineEndpoints(ITransport Transport, string EventsTopic, string ResultsTopic, TimeProvider Clock)
{
    /// <summary>
    /// Folder of a twin's checkpoints: if it contains one, the query continues from it. Null: none are written, and the query reads from
    /// the oldest record kept.
    /// </summary>
    public string? CheckpointFolder { get; init; }
}
