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
