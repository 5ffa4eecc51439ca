using System.Net;
using CtrBench.Engines.Figures;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.FlinkSql;

/// <summary>A job on a real Flink: monitored until it ends, is stopped or cancelled.</summary>
internal sealed class FlinkQuery : IRunningQuery
{
    private static readonly TimeSpan CountInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CleanUpWithin = TimeSpan.FromSeconds(20);

    private readonly FlinkClients _clients;
    private readonly FlinkJob _job;
    private readonly FlinkMonitor _monitor;
    private readonly FlinkSettings _settings;
    private readonly FlinkStop _stop;
    private readonly FlinkLoss _loss;
    private readonly EngineEndpoints _endpoints;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _leaving = new();
    private readonly Task _watch;
    private readonly Task _beats;
    private bool _disposed;

    /// <summary>A job that is reading.</summary>
    public FlinkQuery(
        FlinkClients clients, FlinkJob job, FlinkMonitor monitor, FlinkSettings settings, ClusterFacts cluster, EngineEndpoints endpoints)
    {
        (_clients, _job, _monitor, _settings, _endpoints) = (clients, job, monitor, settings, endpoints);
        _loss = new FlinkLoss(job, endpoints);
        _stop = new FlinkStop(clients.Jobs, job, monitor, settings, cluster, endpoints.Clock);
        _watch = WatchAsync(_leaving.Token);
        _beats = BeatAsync(_leaving.Token);
    }

    /// <inheritdoc/>
    public Task Completion => _ended.Task;

    /// <inheritdoc/>
    public QueryProgress Progress => _monitor.Progress;

    /// <summary>Partitions of the events topic.</summary>
    public int Partitions => _job.Partitions;

    /// <summary>
    /// Waits until the job has processed everything: read up to these offsets, and as many results received as it has sent.
    /// </summary>
    public Task UntilSettledAsync(IReadOnlyList<long> endOffsets, Func<int> received, CancellationToken ct) =>
        _stop.UntilSettledAsync(endOffsets, received, ct);

    /// <inheritdoc/>
    /// <remarks>Ends in the state FINISHED: the job is stopped with a savepoint, which flushes its results.</remarks>
    public async Task StopAsync(bool drain, CancellationToken ct)
    {
        if (!Completion.IsCompleted)
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ct, _leaving.Token);
            try
            {
                await StopNowAsync(drain, stopping.Token).ConfigureAwait(false);
            }
            catch (FlinkRequestException) when (Completion.IsCompleted)
            {
                // The job ended on its own; its completion has the outcome.
            }
            catch (FlinkRequestException e)
            {
                throw new EngineFailedException($"The Flink job {_job.Id} could not be stopped: {e.Message}", cause: e);
            }
        }

        await Completion.WaitAsync(ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Cancels the job if it still runs. Gives up after a timeout if the cluster does not answer.</remarks>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _leaving.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _beats.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var limit = new CancellationTokenSource(CleanUpWithin, _endpoints.Clock);
        var running = Completion.IsCompleted ? null : _job.Id;
        await CleanUpAsync(_clients, _settings, _endpoints.Clock, running, _job.Session, limit.Token).ConfigureAwait(false);
        _ended.TrySetResult();
        _clients.Dispose();
        _monitor.Dispose();
        _leaving.Dispose();
    }

    /// <summary>Cancels a job, waits for its end, and closes a session. Unreachable parts are left as they are.</summary>
    public static async Task CleanUpAsync(
        FlinkClients clients, FlinkSettings settings, TimeProvider clock, string? jobId, string? session, CancellationToken ct)
    {
        if (jobId is not null) await QuietlyAsync(() => CancelAsync(clients.Jobs, settings, clock, jobId, ct)).ConfigureAwait(false);
        if (session is not null) await QuietlyAsync(() => clients.Gateway.CloseSessionAsync(session, ct)).ConfigureAwait(false);
    }

    /// <summary>The error of a job that ended unexpectedly.</summary>
    public static EngineFailedException Ended(FlinkJob job, string state, EngineFault? fault) => state == FlinkState.Canceled
        ? new EngineFailedException($"The Flink job {job.Id} was cancelled from outside.")
        : new EngineFailedException($"The Flink job {job.Id} failed: {fault?.Message ?? "Flink gives no reason"}", fault?.AtMs);

    private async Task StopNowAsync(bool drain, CancellationToken ct)
    {
        if (drain) await _stop.UntilReadAsync(await EndOffsetsAsync(ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        await _stop.UntilAtRestAsync(ct).ConfigureAwait(false);
        if (_job.Query.Continuous.AggregationPhase == AggregationPhase.TwoPhase)
        {
            await _stop.FlushAsync(ct).ConfigureAwait(false);
            await _stop.UntilAtRestAsync(ct).ConfigureAwait(false);
        }

        if (await _stop.StopAsync(drain, ct).ConfigureAwait(false) is { } savepoint)
            await _monitor.NoteAsync($"savepoint: {savepoint}").ConfigureAwait(false);
    }

    private async Task<long[]> EndOffsetsAsync(CancellationToken ct)
    {
        var reader = await _endpoints.Transport.OpenReaderAsync(_endpoints.EventsTopic, null, RecordDetail.ValuesOnly, ct)
            .ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var ends = await reader.EndOffsetsAsync(ct).ConfigureAwait(false);
            ThrowIfMore(ends.Length);
            return ends;
        }
    }

    // The job does not discover partitions (K14): it would go on without their events, and a drain would wait for them forever.
    private async Task ThrowIfPartitionsAddedAsync(CancellationToken ct)
    {
        int now;
        try
        {
            now = await _endpoints.Transport.PartitionsAsync(_endpoints.EventsTopic, ct).ConfigureAwait(false);
        }
        catch (CtrBenchException e) when (e.Kind == ErrorKind.NotReady)
        {
            // The broker is unavailable, which the job reports in its own way.
            return;
        }

        ThrowIfMore(now);
    }

    private void ThrowIfMore(int partitions)
    {
        if (partitions > _job.Partitions)
            throw new PartitionsAddedException(
                _endpoints.EventsTopic, _job.Partitions, partitions,
                "The Flink job reads the partitions of its start (scan.topic-partition-discovery.interval is 0)");
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        var clock = _endpoints.Clock;
        var (answeredAt, countedAt) = (clock.GetTimestamp(), clock.GetTimestamp());
        try
        {
            while (true)
            {
                await Task.Delay(_settings.PollInterval, clock, ct).ConfigureAwait(false);
                if (clock.GetElapsedTime(countedAt) >= CountInterval)
                {
                    countedAt = clock.GetTimestamp();
                    await ThrowIfPartitionsAddedAsync(ct).ConfigureAwait(false);
                    foreach (var note in await _loss.LookAsync(_monitor.Positions, ct).ConfigureAwait(false))
                        await _monitor.NoteAsync(note).ConfigureAwait(false);
                }

                try
                {
                    var state = await _monitor.LookAsync(ct).ConfigureAwait(false);
                    answeredAt = clock.GetTimestamp();
                    if (FlinkState.IsTerminal(state))
                    {
                        await EndAsync(state, ct).ConfigureAwait(false);
                        return;
                    }
                }
                catch (FlinkRequestException e)
                    when (e.Status != HttpStatusCode.NotFound && clock.GetElapsedTime(answeredAt) < _settings.LostAfter)
                {
                    // The JobManager is briefly unavailable; the job continues meanwhile.
                }
            }
        }
        catch (FlinkRequestException e)
        {
            _ended.TrySetException(Lost(e));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Disposed: the cleanup follows.
        }
        catch (Exception e)
        {
            _ended.TrySetException(e);
        }
    }

    // The poll that saw the end read the totals, but Flink caches them for a few seconds.
    private async Task EndAsync(string state, CancellationToken ct)
    {
        if (state == FlinkState.Finished)
        {
            for (var i = 0; i < 8 && !_monitor.HasTotals; i++)
            {
                await Task.Delay(_settings.PollInterval, _endpoints.Clock, ct).ConfigureAwait(false);
                await _monitor.LookAsync(ct).ConfigureAwait(false);
            }

            var (removed, note) = await _loss.AtEndAsync(_monitor.Positions, _monitor.RecordsOfOneRun, ct).ConfigureAwait(false);
            await _monitor.SetRemovedAsync(removed, note).ConfigureAwait(false);
            _ended.TrySetResult();
        }
        else
        {
            for (var i = 0; i < 8 && _monitor.AwaitsFault; i++)
            {
                await Task.Delay(_settings.PollInterval, _endpoints.Clock, ct).ConfigureAwait(false);
                await _monitor.LookAsync(ct).ConfigureAwait(false);
            }

            _ended.TrySetException(Ended(_job, state, _monitor.LastFault));
        }
    }

    // Separate from the watch loop: a slow gateway must not delay the metrics. An unavailable one is reported once.
    private async Task BeatAsync(CancellationToken ct)
    {
        var isLost = false;
        while (true)
        {
            await Task.Delay(_settings.HeartbeatInterval, _endpoints.Clock, ct).ConfigureAwait(false);
            try
            {
                await _clients.Gateway.HeartbeatAsync(_job.Session, ct).ConfigureAwait(false);
            }
            catch (FlinkRequestException) when (isLost)
            {
                // Already reported.
            }
            catch (FlinkRequestException e)
            {
                isLost = true;
                await _monitor.NoteAsync($"the SQL Gateway lost the session, the job continued without it: {e.Message}")
                    .ConfigureAwait(false);
            }
        }
    }

    private EngineFailedException Lost(FlinkRequestException e) => e.Status == HttpStatusCode.NotFound
        ? new EngineFailedException(
            $"Flink at {_settings.Rest} no longer knows the job {_job.Id}: was the JobManager restarted?", cause: e)
        : new EngineFailedException(
            FormattableString.Invariant(
                $"Flink at {_settings.Rest} has not answered for {_settings.LostAfter.TotalSeconds:0} s: {e.Message}"), cause: e);

    private static async Task CancelAsync(
        JobManagerClient jobs, FlinkSettings settings, TimeProvider clock, string jobId, CancellationToken ct)
    {
        if (FlinkState.IsTerminal(await jobs.StatusAsync(jobId, ct).ConfigureAwait(false))) return;
        await jobs.CancelAsync(jobId, ct).ConfigureAwait(false);
        while (!FlinkState.IsTerminal(await jobs.StatusAsync(jobId, ct).ConfigureAwait(false)))
            await Task.Delay(settings.StepDelay, clock, ct).ConfigureAwait(false);
    }

    private static async Task QuietlyAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is FlinkRequestException or OperationCanceledException)
        {
            // Nothing more can be done here; the job's name identifies it.
        }
    }
}
