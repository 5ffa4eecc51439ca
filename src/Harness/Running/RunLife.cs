using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>
/// The life of one run in its folder, the same for every kind of run: started, then complete, or failed with the reason. A folder whose
/// run did not start is given back as it was found.
/// </summary>
internal sealed class RunLife : IDisposable
{
    private readonly TimeProvider _clock;
    private long _started;

    private RunLife(RunFolder folder, TimeProvider clock) => (Folder, _clock) = (folder, clock);

    /// <summary>The folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Seconds since the run started.</summary>
    public double Seconds => _clock.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Makes the folder of a run and locks it.</summary>
    /// <exception cref="RunFolderException">It holds a run or other files, or it cannot be written.</exception>
    public static RunLife Create(string folder, TimeProvider clock) => new(RunFolder.Create(folder), clock);

    /// <summary>
    /// Starts the run, tries <paramref name="body"/>, and marks the folder as complete with the manifest that it returns, or as failed
    /// with the reason of its exception, which goes on to the caller. A manifest that is partial stays so, and the interrupt goes on.
    /// </summary>
    /// <param name="manifest">The manifest of the start.</param>
    /// <param name="interrupted">The reason when it is the interrupt of <paramref name="ct"/>.</param>
    /// <param name="body">The run; gives the manifest of its end, which takes the run's seconds unless it names them.</param>
    /// <param name="ct">The interrupt.</param>
    public async Task RunAsync(RunManifest manifest, string interrupted, Func<Task<RunManifest>> body, CancellationToken ct)
    {
        Folder.Start(manifest);
        _started = _clock.GetTimestamp();
        RunManifest ended;
        try
        {
            ended = await body();
            Folder.Complete(ended with { WallSeconds = ended.WallSeconds ?? Seconds });
        }
        catch (Exception e)
        {
            Fail(e is OperationCanceledException && ct.IsCancellationRequested ? interrupted : e.Message);
            throw;
        }

        // The folder is good, and yet the run was not what was asked for.
        if (ended.State == RunState.Partial) ct.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose() => Folder.Dispose();

    // Where not even the reason can be written (a full disk), the folder stays "running", which no reader takes for a result.
    private void Fail(string reason)
    {
        try
        {
            Folder.Fail(reason);
        }
        catch (RunFolderException)
        {
            // The cause itself is on its way to the user.
        }
    }
}
