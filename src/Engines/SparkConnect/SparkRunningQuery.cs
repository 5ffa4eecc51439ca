using System.Runtime.ExceptionServices;
using CtrBench.Engines.SparkConnect.Wire;
using CtrBench.Traffic.Kafka;
using Grpc.Net.Client;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// A query on a Spark server. One loop makes all calls: it polls status and progress, which also keeps the session open, and stops the
/// query on request.
/// </summary>
internal sealed class SparkRunningQuery(
    SparkConnectClient client, GrpcChannel channel, SparkConnectSettings settings, EngineEndpoints endpoints, SparkVersion version,
    int partitions) : IRunningQuery
{
    private const long ClosePollMs = 50;

    private readonly TimeProvider _clock = endpoints.Clock;
    private readonly SparkBatches _batches = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _abort = new();
    private CtrQuery _query = new();
    private StartStream? _start;
    private StreamId? _id;
    private SparkCheckpoint? _checkpoint;
    private volatile QueryProgress _progress = new() { EngineVersion = version.Text };
    private volatile SparkStopRequest? _stop;
    private volatile string _status = "not queried yet";
    private long _askingOffsetsSince;
    private bool _stopped;
    private bool _serverLost;
    private bool _restarted;
    private bool _disposed;

    /// <inheritdoc/>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <inheritdoc/>
    public QueryProgress Progress => _progress;

    /// <summary>Starts the query and returns when its first batch has run.</summary>
    public async Task StartAsync(CtrQuery query, KafkaSettings kafka, string name, CancellationToken ct)
    {
        _query = query;
        if (!version.IsKnown) Note($"Spark {version.Text} has not been tested (tested: 3.5, 4.0 to 4.3): its rules may differ.");
        var job = new SparkJob(query, endpoints.EventsTopic, endpoints.ResultsTopic, kafka, name, CheckpointLocation: "");
        try
        {
            await client.SetAsync(SparkConf.Of(query, settings, partitions), ct).ConfigureAwait(false);
            _checkpoint = endpoints.CheckpointFolder is { } folder
                ? SparkCheckpoint.Existing(folder)
                : await SparkCheckpoint.CreateAsync(client, settings.CheckpointRoot, name, settings.KeepCheckpoint, ct)
                    .ConfigureAwait(false);
            var fileSystem = await SparkFileSystem.DescribeAsync(client, _checkpoint.Location, ct).ConfigureAwait(false);
            var retention = settings.KeepCheckpoint || endpoints.CheckpointFolder is not null ? "kept" : "removed at the end";
            Note($"checkpoint {_checkpoint.Location} on the server's file system: {fileSystem}; {retention}");
            job = job with { CheckpointLocation = _checkpoint.Location };
            _start = SparkQueryPlan.Start(job);
            _id = (await client.StartAsync(_start, ct).ConfigureAwait(false)).Query;
            Completion = RunAsync();
            await _ready.Task.WaitAsync(TimeSpan.FromMilliseconds(settings.StartLimitMs), _clock, ct).ConfigureAwait(false);
        }
        catch (SparkQueryException e)
        {
            throw SparkSetup.NotStarted(e, job, version);
        }
        catch (EngineFailedException e) when (e.InnerException is SparkQueryException spark)
        {
            throw SparkSetup.NotStarted(spark, job, version);
        }
        catch (TimeoutException)
        {
            throw SparkSetup.NoFirstBatch(job, settings.StartLimitMs, _status);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Spark's stop interrupts a running batch, so it is sent between two batches, or right after one. When draining, it also waits for the
    /// batch that the moved watermark requires (S18); open windows stay in the checkpoint (S23).
    /// </remarks>
    public async Task StopAsync(bool drain, CancellationToken ct)
    {
        IReadOnlyList<long>? ends = null;
        if (drain)
        {
            await using var reader = await endpoints.Transport.OpenReaderAsync(endpoints.EventsTopic, ct: ct).ConfigureAwait(false);
            ends = await reader.EndOffsetsAsync(ct).ConfigureAwait(false);
        }

        Request(new SparkStopRequest(_clock.GetTimestamp(), ends, AtOnce: false));
        await Completion.WaitAsync(ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        Request(new SparkStopRequest(_clock.GetTimestamp(), null, AtOnce: true));
        await Task.WhenAny(Completion, Task.Delay(TimeSpan.FromMilliseconds(settings.StopLimitMs), _clock)).ConfigureAwait(false);
        await _abort.CancelAsync().ConfigureAwait(false);
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_serverLost) await CleanUpAsync().ConfigureAwait(false);
        channel.Dispose();
        _abort.Dispose();
    }

    // A failed cleanup is reported, and never hides the original error.
    private async Task CleanUpAsync()
    {
        using var limit = new CallLimit(settings.StopLimitMs, _clock, CancellationToken.None);
        try
        {
            // An abandoned start may still have arrived: its query would write to the folder again.
            await client.StopAllAsync(limit.Token).ConfigureAwait(false);
            if (_checkpoint is not null) await _checkpoint.RemoveAsync(client, limit.Token).ConfigureAwait(false);
            await client.ReleaseAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SparkQueryException or OperationCanceledException)
        {
            Note($"cleanup on the server failed, checkpoint {_checkpoint?.Location ?? "none"}: {e.Message}");
        }
    }

    private void Note(string sentence) => _progress = _progress with { Notes = [.. _progress.Notes, sentence] };

    private void Request(SparkStopRequest request)
    {
        _stop = request;
        _wake.TrySetResult();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!await HasEndedAsync(_abort.Token).ConfigureAwait(false))
            {
                // Polled more often while a caller waits: until it is ready, and during a stop.
                var waitedFor = _stop is not null || !_ready.Task.IsCompleted;
                var pauseMs = waitedFor ? Math.Min(ClosePollMs, settings.PollIntervalMs) : settings.PollIntervalMs;
                var pause = Task.Delay(TimeSpan.FromMilliseconds(pauseMs), _clock, _abort.Token);
                await Task.WhenAny(_stop is null ? [pause, _wake.Task] : [pause]).ConfigureAwait(false);
            }

            _ready.TrySetResult();
        }
        catch (Exception e)
        {
            var failure = e is SparkQueryException ? new EngineFailedException(e.Message, cause: e) : e;
            _ready.TrySetException(failure);
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private async Task<bool> HasEndedAsync(CancellationToken ct)
    {
        try
        {
            var status = (await AskAsync(new StreamCommand { Status = true }, ct).ConfigureAwait(false))?.Status ?? new();
            _status = status.Message;
            await UpdateAsync(!status.Active, ct).ConfigureAwait(false);
            if (!status.Active) return await EndAsync(ct).ConfigureAwait(false);
            if (_batches.LastId is not null || IsIdle(status)) _ready.TrySetResult();
            ThrowIfStalled(status);
            if (!_stopped && _stop is { } stop && IsTimeToStop(stop, status))
            {
                _stopped = true;
                await AskAsync(new StreamCommand { Stop = true }, ct).ConfigureAwait(false);
            }

            return false;
        }
        catch (SparkQueryException e) when (SparkLoss.Explain(e) is { } loss)
        {
            _serverLost = true;
            throw loss;
        }
    }

    private async Task<bool> EndAsync(CancellationToken ct)
    {
        var failure = (await AskAsync(new StreamCommand { Exception = true }, ct).ConfigureAwait(false))?.Failure;
        if (failure is { HasMessage: true })
        {
            if (SparkDataLoss.Is(failure.Message))
                throw SparkDataLoss.Of(failure.Message, await RemovedAsync(ct).ConfigureAwait(false));
            if (_restarted || !SparkRestartBug.Is(failure.Message))
                throw new SparkQueryException(
                    SparkDataLoss.Shorten(failure.Message), SparkFault.ClassIn(failure.Message) ?? failure.ErrorClass);
            _restarted = true;
            Note(SparkRestartBug.Notice);
            _id = (await client.StartAsync(_start!, ct).ConfigureAwait(false)).Query;
            return false;
        }

        if (_stop is not null || _query.MicroBatch.AvailableNow) return true;
        throw new SparkQueryException("The query was stopped on the server, but not by this run.");
    }

    // What the last batch had read is known: what is missing behind it is gone.
    private async Task<long?> RemovedAsync(CancellationToken ct)
    {
        if (_batches.Last is not { } last) return null;
        try
        {
            var reader = await endpoints.Transport.OpenReaderAsync(endpoints.EventsTopic, ct: ct).ConfigureAwait(false);
            await using var closing = reader.ConfigureAwait(false);
            var removed = last.End.Select((end, p) => Math.Max(0, (reader.State?.FirstKept[p] ?? reader.Position(p)) - end)).Sum();
            return removed > 0 ? removed : null;
        }
        catch (CtrBenchException)
        {
            return null;
        }
    }

    private async Task UpdateAsync(bool whole, CancellationToken ct)
    {
        var newest = (await AskAsync(new StreamCommand { LastProgress = true }, ct).ConfigureAwait(false))?.Progress?.Json.LastOrDefault();
        if (newest is null) return;
        var before = _batches.LastId;
        if (!_batches.TryAdd(SparkProgressReader.Read(newest, partitions)) || whole)
        {
            var history = await AskAsync(new StreamCommand { RecentProgress = true }, ct).ConfigureAwait(false);
            _batches.AddHistory((history?.Progress?.Json ?? []).Select(json => SparkProgressReader.Read(json, partitions)));
        }

        if (_batches.LastId != before) _progress = _batches.Read() with { EngineVersion = version.Text, Notes = _progress.Notes };
    }

    private bool IsTimeToStop(SparkStopRequest stop, StreamReply.Types.Status status)
    {
        if (stop.AtOnce) return true;
        // Available-now reads to the end offsets at its start, and then ends on its own.
        if (stop.DrainTo is { } ends && (_query.MicroBatch.AvailableNow || !HasRead(ends, status))) return false;
        // The timeout starts here: the drain before it has no limit.
        if (stop.SeenBatch is null)
            _stop = stop = stop with { SeenBatch = _batches.LastId ?? -1, SinceTimestamp = _clock.GetTimestamp() };
        return !SparkStopRules.IsBusy(status.TriggerActive, status.Message) || (_batches.LastId ?? -1) > stop.SeenBatch
            || _clock.GetElapsedTime(stop.SinceTimestamp).TotalMilliseconds > settings.StopLimitMs;
    }

    private bool HasRead(IReadOnlyList<long> ends, StreamReply.Types.Status status) => _batches.LastId is null
        ? IsIdle(status)
        : SparkStopRules.IsDrained(_progress.Batches, ends, _query);

    // A query that continues from a checkpoint runs no batch until there are records (S20).
    private static bool IsIdle(StreamReply.Types.Status status) =>
        !status.DataAvailable && status.Message.StartsWith("Waiting for data", StringComparison.Ordinal);

    private void ThrowIfStalled(StreamReply.Types.Status status)
    {
        if (!status.TriggerActive || !status.Message.StartsWith("Getting offsets", StringComparison.Ordinal) || _askingOffsetsSince == 0)
        {
            _askingOffsetsSince = _clock.GetTimestamp();
            return;
        }

        var seconds = _clock.GetElapsedTime(_askingOffsetsSince).TotalSeconds;
        if (seconds * 1_000 > settings.StallLimitMs)
            throw new SparkQueryException(
                $"Spark has waited for offsets from Kafka for {seconds:F0} s ({status.Message}).");
    }

    private Task<StreamReply?> AskAsync(StreamCommand command, CancellationToken ct)
    {
        command.Query = _id;
        return client.AskAsync(command, ct);
    }
}
