using CtrBench.Engines.SparkConnect.Wire;
using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// One session of a Spark Connect server. Retriable calls are repeated until the retry limit; every error is a
/// <see cref="SparkQueryException"/> with Spark's class and message.
/// </summary>
internal sealed class SparkConnectClient(CallInvoker invoker, SparkSession session, TimeProvider clock)
{
    private readonly SparkConnectService.SparkConnectServiceClient _service = new(invoker);
    private SparkVersion? _version;

    /// <summary>How long a retriable call is repeated, ms.</summary>
    public long RetryLimitMs { get; init; } = 30_000;

    /// <summary>Timeout of one call, ms; a suspended server does not answer.</summary>
    public long CallLimitMs { get; init; } = 60_000;

    /// <summary>Timeout of the start of a query with all retries, ms.</summary>
    public long StartLimitMs { get; init; } = 120_000;

    /// <summary>
    /// Reads the version: the first call, which creates the session. It is not retried, so that an unreachable server is reported
    /// immediately.
    /// </summary>
    /// <exception cref="RpcException">The server does not answer, or rejects the call.</exception>
    public async Task<SparkVersion?> ProbeAsync(CancellationToken ct)
    {
        using var limit = Limit(ct);
        var reply = await _service.AnalyzePlanAsync(session.Version(), session.Headers(), cancellationToken: limit.Token);
        session.See(reply.ServerSessionId);
        return _version = SparkVersion.Parse(reply.SparkVersion?.Text ?? "");
    }

    /// <summary>Writes settings of the session.</summary>
    public async Task SetAsync(IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        var set = new ConfigRequest.Types.Set();
        set.Pairs.AddRange(settings.Select(s => new ConfigRequest.Types.Pair { Key = s.Key, Value = s.Value }));
        await ConfigAsync(new ConfigRequest.Types.Operation { Set = set }, ct).ConfigureAwait(false);
    }

    /// <summary>Reads a setting; null if it has no value.</summary>
    public async Task<string?> GetAsync(string key, CancellationToken ct)
    {
        var get = new ConfigRequest.Types.Operation { GetOption = new() { Keys_ = { key } } };
        var reply = await ConfigAsync(get, ct).ConfigureAwait(false);
        return reply.Pairs is [{ HasValue: true } pair, ..] ? pair.Value : null;
    }

    /// <summary>Starts a query exactly once, even if the connection breaks.</summary>
    public async Task<StreamStarted> StartAsync(StartStream start, CancellationToken ct)
    {
        var plan = new Plan { Command = new Command { StartStream = start } };
        var execution = new SparkExecution(_service, session, NewId(), new SparkRetry(clock, RetryLimitMs));
        using var limit = new CallLimit(StartLimitMs, clock, ct);
        try
        {
            var answer = await ExplainAsync(() => execution.RunAsync(plan, limit.Token), limit.Token).ConfigureAwait(false);
            return answer?.StreamStarted ?? throw new SparkQueryException("The Spark server started the query without returning its id.");
        }
        catch (OperationCanceledException e) when (limit.HasPassed && !ct.IsCancellationRequested)
        {
            throw new SparkQueryException(
                $"The server did not answer the start of the query within {StartLimitMs / 1_000} s: it is suspended or overloaded.",
                cause: e);
        }
    }

    /// <summary>Sends a command to a query; null if the server returns no result.</summary>
    public async Task<StreamReply?> AskAsync(StreamCommand command, CancellationToken ct) =>
        (await RunAsync(new Plan { Command = new Command { Stream = command } }, ct).ConfigureAwait(false))?.Stream;

    /// <summary>The running queries of the session.</summary>
    public async Task<IReadOnlyList<StreamId>> ActiveAsync(CancellationToken ct)
    {
        var command = new StreamManagerCommand { Active = true };
        var answer = await RunAsync(new Plan { Command = new Command { StreamManager = command } }, ct).ConfigureAwait(false);
        return [.. (answer?.StreamManager?.Active?.Queries ?? []).Select(q => q.Id)];
    }

    /// <summary>Runs an SQL command that may run twice (idempotent).</summary>
    public async Task SqlAsync(string text, CancellationToken ct) =>
        await RunAsync(new Plan { Root = new Relation { Sql = new SqlText { Query = text } } }, ct).ConfigureAwait(false);

    /// <summary>
    /// Ends the session and every query in it. 3.5 does not support this: there each query is stopped, and the session ends by its timeout.
    /// </summary>
    public async Task ReleaseAsync(CancellationToken ct)
    {
        if (_version is { HasReleaseSession: true })
        {
            await CallAsync(
                async limited => await _service.ReleaseSessionAsync(session.Release(), session.Headers(), cancellationToken: limited), ct)
                .ConfigureAwait(false);
            return;
        }

        await StopAllAsync(ct).ConfigureAwait(false);
    }

    /// <summary>Stops every query of the session, including one whose start was never acknowledged.</summary>
    public async Task StopAllAsync(CancellationToken ct)
    {
        foreach (var query in await ActiveAsync(ct).ConfigureAwait(false))
            await AskAsync(new StreamCommand { Query = query, Stop = true }, ct).ConfigureAwait(false);
    }

    private Task<ConfigReply> ConfigAsync(ConfigRequest.Types.Operation operation, CancellationToken ct) => CallAsync(
        async limited =>
        {
            var reply = await _service.ConfigAsync(session.Config(operation), session.Headers(), cancellationToken: limited);
            session.See(reply.ServerSessionId);
            return reply;
        },
        ct);

    // Short and idempotent: no operation id, no responses to keep.
    private Task<ExecuteResponse?> RunAsync(Plan plan, CancellationToken ct) => CallAsync(
        async limited =>
        {
            using var call = _service.ExecutePlan(session.Execute(plan), session.Headers(), cancellationToken: limited);
            ExecuteResponse? answer = null;
            await foreach (var response in call.ResponseStream.ReadAllAsync(limited).ConfigureAwait(false))
            {
                session.See(response.ServerSessionId);
                if (SparkExecution.HasContent(response)) answer = response;
            }

            return answer;
        },
        ct);

    private async Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken ct)
    {
        var retry = new SparkRetry(clock, RetryLimitMs);
        while (true)
        {
            using var limit = Limit(ct);
            try
            {
                return await ExplainAsync(() => call(limit.Token), ct).ConfigureAwait(false);
            }
            catch (SparkQueryException e)
                when (e.InnerException is RpcException rpc && (limit.HasPassed || SparkFault.Of(rpc).IsTransient))
            {
                if (!await retry.WaitAsync(ct).ConfigureAwait(false)) throw;
            }
        }
    }

    private async Task<T> ExplainAsync<T>(Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (RpcException e) when (!ct.IsCancellationRequested)
        {
            var fault = SparkFault.Of(e);
            throw SparkErrors.Exception(fault, await DetailsAsync(fault, ct).ConfigureAwait(false), e);
        }
        catch (RpcException e)
        {
            throw new OperationCanceledException("The call to Spark was cancelled.", e, ct);
        }
    }

    // Requested immediately, since the server keeps them for a minute. Without them only the message is used.
    private async Task<ErrorDetailsReply?> DetailsAsync(SparkFault fault, CancellationToken ct)
    {
        if (fault.ErrorId is not { } id || _version is not { HasErrorDetails: true }) return null;
        try
        {
            using var limit = Limit(ct);
            return await _service.FetchErrorDetailsAsync(session.ErrorDetails(id), session.Headers(), cancellationToken: limit.Token);
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private CallLimit Limit(CancellationToken ct) => new(CallLimitMs, clock, ct);

#pragma warning disable RS0030 // an id that must be unique on the server, and is not part of any result
    private static string NewId() => Guid.NewGuid().ToString();
#pragma warning restore RS0030
}

/// <summary>Ends a call when its caller cancels or when it times out.</summary>
internal sealed class CallLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    /// <summary>A limit that starts now.</summary>
    public CallLimit(long limitMs, TimeProvider clock, CancellationToken ct)
    {
        _timer = new CancellationTokenSource(TimeSpan.FromMilliseconds(limitMs), clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, ct);
    }

    /// <summary>The token of the call.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether it timed out.</summary>
    public bool HasPassed => _timer.IsCancellationRequested;

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
