using System.Globalization;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>
/// Stops an engine where it is, for good within a time once the user has interrupted it: a stop stores what is open and takes a last
/// checkpoint, and a broker that is away would let it wait for minutes.
/// </summary>
internal static class EngineStop
{
    /// <summary>How long an interrupted engine may take: a broker that is just being restarted is waited for.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    /// <summary>Returns once the engine has stopped.</summary>
    /// <param name="query">The engine; its caller disposes it, which abandons what is still open.</param>
    /// <param name="checkpointFolder">Where its checkpoints are; null: nowhere.</param>
    /// <param name="clock">Counts the timeout.</param>
    /// <param name="interrupt">The user's interrupt, now or while it stops; before it there is no limit.</param>
    /// <param name="drain">Whether it reads and ends its input first.</param>
    /// <exception cref="TransportException">It had not stopped in time.</exception>
    public static async Task StopAsync(
        IRunningQuery query, string? checkpointFolder, TimeProvider clock, CancellationToken interrupt, bool drain = false)
    {
        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        using var limit = interrupt.Register(() => timeout.CancelAfter(StopTimeout));
        try
        {
            await query.StopAsync(drain, timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TransportException(GivenUp(query.Progress.ResultsWritten, checkpointFolder));
        }
    }

    private static string GivenUp(long resultsWritten, string? checkpointFolder)
    {
        var next = checkpointFolder is null
            ? "It kept no checkpoint: the same command starts at the first event and writes every result again"
            : $"The same command continues from the last checkpoint in {checkpointFolder} and computes later results again";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the engine could not store its last results and stop within {StopTimeout.TotalSeconds:0} s of the interrupt, and was "
            + $"abandoned after {PluralText.Of(resultsWritten, "result")}. {next}. Is the broker running and not paused?");
    }
}
