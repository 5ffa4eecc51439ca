namespace CtrBench.Engines.FlinkSql;

/// <summary>Stops a job so that nothing is lost and its counters are final.</summary>
internal sealed class FlinkStop(
    JobManagerClient jobs, FlinkJob job, FlinkMonitor monitor, FlinkSettings settings, ClusterFacts cluster, TimeProvider clock)
{
    /// <summary>
    /// Waits until the job has read up to these offsets. A drain ends the input at the sources' current position, and would skip what is
    /// still in Kafka, so this must be done first. After a restart only what was read since counts, because the job continues from its last
    /// checkpoint.
    /// </summary>
    public async Task UntilReadAsync(IReadOnlyList<long> endOffsets, CancellationToken ct)
    {
        var (moved, movedAt) = (monitor.Last.Rest, clock.GetTimestamp());
        while (true)
        {
            ThrowIfFailed(await monitor.LookAsync(ct).ConfigureAwait(false));
            var rest = monitor.Last.Rest;
            if (rest != moved) (moved, movedAt) = (rest, clock.GetTimestamp());
            var stillFor = clock.GetElapsedTime(movedAt);
            var behind = Enumerable.Range(0, endOffsets.Count).Where(p => !IsRead(p, endOffsets[p], stillFor)).ToList();
            if (behind.Count == 0) return;
            // A restarting job waits for a TaskManager, and its metrics wait for the lost one.
            var limit = monitor.IsCurrent ? settings.LostAfter : Longer(settings.RestartWithin, cluster.WebTimeout + settings.LostAfter);
            if (stillFor > limit)
            {
                var p = behind[0];
                throw new EngineFailedException(
                    FormattableString.Invariant($"The Flink job {job.Id} has stopped reading: partition {p} of '{job.Names.EventsTopic}' ")
                    + FormattableString.Invariant($"is read up to offset {monitor.Positions.GetValueOrDefault(p)} of {endOffsets[p]}, ")
                    + FormattableString.Invariant($"and nothing has moved for {limit.TotalSeconds:0} s; ")
                    + $"it is {monitor.Progress.Flink!.State}. {monitor.LastFault?.Message}".TrimEnd());
            }

            await Task.Delay(settings.StepDelay, clock, ct).ConfigureAwait(false);
        }
    }

    // A source that has read nothing since a restart is at its checkpoint's position, which no metric shows: at the end, if it was there
    // before and there is nothing to read.
    private bool IsRead(int partition, long endOffset, TimeSpan stillFor)
    {
        if (!monitor.IsCurrent) return false;
        // Nothing was ever there to be read.
        if (endOffset <= job.StartOf(partition)) return true;
        var position = monitor.Last.Positions.GetValueOrDefault(partition, -1);
        if (position >= endOffset) return true;
        return position == 0 && monitor.Positions.GetValueOrDefault(partition) >= endOffset && stillFor >= settings.NothingToReadAfter;
    }

    /// <summary>
    /// Waits until nothing changes: every row read has reached the window operator, and the metrics confirm it. Ends after a few rounds of
    /// metrics in any case, since events may keep arriving.
    /// </summary>
    public async Task UntilAtRestAsync(CancellationToken ct)
    {
        // Longer than metrics are cached, so that two equal samples are two fetches.
        var quiet = cluster.MetricsInterval + 2 * settings.StepDelay;
        var (startedAt, since) = (clock.GetTimestamp(), clock.GetTimestamp());
        var last = monitor.Last.Rest;
        while (clock.GetElapsedTime(startedAt) < 4 * quiet + TimeSpan.FromSeconds(2))
        {
            await Task.Delay(settings.StepDelay, clock, ct).ConfigureAwait(false);
            ThrowIfFailed(await monitor.LookAsync(ct).ConfigureAwait(false));
            var now = monitor.Last;
            if (now.Rest != last || !now.IsThrough || !monitor.IsCurrent) (last, since) = (now.Rest, clock.GetTimestamp());
            else if (clock.GetElapsedTime(since) >= quiet) return;
        }
    }

    /// <summary>
    /// Waits until these offsets are read, nothing changes, and <paramref name="received"/> equals the number of results sent.
    /// </summary>
    public async Task UntilSettledAsync(IReadOnlyList<long> endOffsets, Func<int> received, CancellationToken ct)
    {
        await UntilReadAsync(endOffsets, ct).ConfigureAwait(false);
        var quiet = cluster.MetricsInterval + 2 * settings.StepDelay;
        var (since, last, count) = (clock.GetTimestamp(), monitor.Last.Rest, received());
        while (true)
        {
            await Task.Delay(settings.StepDelay, clock, ct).ConfigureAwait(false);
            ThrowIfFailed(await monitor.LookAsync(ct).ConfigureAwait(false));
            var (now, nowCount) = (monitor.Last, received());
            if (now.Rest != last || nowCount != count || !now.IsThrough || !monitor.IsCurrent || now.Sent != nowCount)
                (since, last, count) = (clock.GetTimestamp(), now.Rest, nowCount);
            else if (clock.GetElapsedTime(since) >= quiet) return;
        }
    }

    /// <summary>
    /// Flushes local aggregates with the barrier of a savepoint (F19), so that late rows in them are counted while the counter can still be
    /// read: a drain would count them just before the job ends. Which rows are late is not affected.
    /// </summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var request = await jobs.SavepointAsync(job.Id, settings.SavepointFolder, ct).ConfigureAwait(false);
        var location = await UntilDoneAsync(request, "savepoint", ct).ConfigureAwait(false);
        if (location is not null) await DiscardAsync(location, ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Stops the job with a savepoint, after the end of its input if draining; returns when it has finished, with the savepoint if it is
    /// kept.
    /// </summary>
    public async Task<string?> StopAsync(bool drain, CancellationToken ct)
    {
        var request = await jobs.StopAsync(job.Id, drain, settings.SavepointFolder, ct).ConfigureAwait(false);
        var location = await UntilDoneAsync(request, drain ? "drain" : "stop", ct).ConfigureAwait(false);
        while (!FlinkState.IsTerminal(await jobs.StatusAsync(job.Id, ct).ConfigureAwait(false)))
            await Task.Delay(settings.StepDelay, clock, ct).ConfigureAwait(false);
        if (location is null || settings.KeepSavepoint && !drain) return location;
        await DiscardAsync(location, ct).ConfigureAwait(false);
        return null;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private async Task<string?> UntilDoneAsync(string request, string what, CancellationToken ct)
    {
        while (true)
        {
            var status = await jobs.SavepointStatusAsync(job.Id, request, ct).ConfigureAwait(false);
            if (status.Status.Id == "COMPLETED")
            {
                if (status.Operation?.Failure is not { } failure) return status.Operation?.Location;
                var reason = failure.StackTrace is { } stack ? FlinkErrorText.Cause(stack) : failure.Class ?? "no reason given";
                throw new EngineFailedException($"The {what} of the Flink job {job.Id} failed: {reason}");
            }

            await Task.Delay(settings.StepDelay, clock, ct).ConfigureAwait(false);
        }
    }

    private async Task DiscardAsync(string location, CancellationToken ct)
    {
        try
        {
            await jobs.DiscardAsync(location, ct).ConfigureAwait(false);
        }
        catch (FlinkRequestException e)
        {
            await monitor.NoteAsync($"the savepoint {location} could not be deleted: {e.Message}").ConfigureAwait(false);
        }
    }

    private void ThrowIfFailed(string state)
    {
        if (state is FlinkState.Failed or FlinkState.Canceled)
            throw FlinkQuery.Ended(job, state, monitor.LastFault);
    }
}
