using CtrBench.Harness.Analysis;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Running;

/// <summary>
/// A schedule that an interrupt ends: the simulation then sees traffic that is over, ends by itself within a moment, and everything that it
/// wrote fits together.
/// </summary>
internal sealed class InterruptibleSchedule(IEventSchedule events, CancellationToken interrupt) : IEventSchedule
{
    private long _lastNs;
    private bool _interrupted;

    /// <summary>When the last event was due, epoch ms; null if all events were drawn.</summary>
    /// <exception cref="OperationCanceledException">Interrupted before the first event.</exception>
    public long? StoppedMs
    {
        get
        {
            if (_interrupted && _lastNs == 0) interrupt.ThrowIfCancellationRequested();
            return _interrupted ? _lastNs / 1_000_000 + 1 : null;
        }
    }

    /// <inheritdoc/>
    public bool TryNext(out ScheduledEvent next)
    {
        next = default;
        _interrupted |= interrupt.IsCancellationRequested;
        if (_interrupted || !events.TryNext(out next)) return false;
        _lastNs = next.DueNs;
        return true;
    }
}

/// <summary>A run that an interrupt stopped in order.</summary>
internal static class PartialRun
{
    /// <summary>The metrics of the run in a folder that may hold none, or one that did not come to an end; null then.</summary>
    public static RunMetrics? MetricsIn(string folder)
    {
        try
        {
            return AnalyzeRun.In(folder);
        }
        catch (RunFolderException)
        {
            return null;
        }
    }

    /// <summary>The manifest of its end; says so.</summary>
    /// <param name="ended">The manifest as if all of it had run.</param>
    /// <param name="stoppedMs">When its traffic ended, epoch ms.</param>
    /// <param name="folder">Its folder, as the user named it.</param>
    /// <param name="error">Output of messages.</param>
    public static RunManifest Of(RunManifest ended, long stoppedMs, string folder, TextWriter error)
    {
        error.WriteLine($"stopped: the run so far is complete in {folder}, marked as partial; analyze it there");
        return ended with { State = RunState.Partial, TrafficEndMs = Math.Clamp(stoppedMs, ended.StartMs, ended.TrafficEndMs) };
    }
}
