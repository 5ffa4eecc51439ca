namespace CtrBench.Engines;

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
