namespace CtrBench.Engines;

/// <summary>A system under test: real, or a twin in process.</summary>
public interface IStreamEngine
{
    /// <summary>The name on the command line: spark, flink, microbatch, continuous.</summary>
    string Name { get; }

    /// <summary>
    /// Starts the job and returns when it is ready to take events. A query that the engine cannot honour is refused with a
    /// <see cref="QueryRefusedException"/> that names the field.
    /// </summary>
    Task<IRunningQuery> StartAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct);
}
