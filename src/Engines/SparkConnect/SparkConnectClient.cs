using CtrBench.Engines.SparkConnect.Wire;
using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// One session of a Spark Connect server. Calls that may do better are repeated until the retry limit; every error comes as a
/// <see cref="SparkQueryException"/> with Spark's class and message.
/// </summary>
internal sealed class SparkConnectClient(CallInvoker invoker, SparkSession session, TimeProvider clock)
{
    private readonly SparkConnectService.SparkConnectServiceClient _service = new(invoker);
    private SparkVersion? _version;

    /// <summary>How long a call that may do better is repeated, ms.</summary>
    public long RetryLimitMs { get; init; } = 30_000;

    /// <summary>How long one call may take, ms; a server that is halted answers nothing.</summary>
    public long CallLimitMs { get; init; } = 60_000;

    /// <summary>How long the start of a query may take with all its repetitions, ms.</summary>
    public long StartLimitMs { get; init; } = 120_000;

    /// <summary>Asks for the version: the first call, which makes the session. It is not repeated, so that a server that is not there is
    /// told at once.</summary>
    /// <exception cref="RpcException">The server does not answer, or refuses.</exception>
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

    /// <summary>Reads a setting; null where it has no value.</summary>
    public async Task<string?> GetAsync(string key, CancellationToken ct)
    {
        var get = new ConfigRequest.Types.Operation { GetOption = new() { Keys_ = { key } } };
        var reply = await ConfigAsync(get, ct).ConfigureAwait(false);
        return reply.Pairs is [{ HasValue: true } pair, ..] ? pair.Value : null;
    }

    /// <summary>Starts a query, exactly once whatever the connection does.</summary>
    public async Task<StreamStarted> StartAsync(StartStream start, CancellationToken ct)
    {
        var plan = new Plan { Command = new Command { StartStream = start } };
        var execution = new SparkExecution(_service, session, NewId(), new SparkRetry(clock, RetryLimitMs));
        using var limit = new CallLimit(StartLimitMs, clock, ct);
        try
        {
            var answer = await ExplainAsync(() => execution.RunAsync(plan, limit.Token), limit.Token).ConfigureAwait(false);
            return answer?.StreamStarted ?? throw new SparkQueryException("The Spark server started the query without saying its id.");
        }
        catch (OperationCanceledException e) when (limit.HasPassed && !ct.IsCancellationRequested)
        {
            throw new SparkQueryException(
                $"The server did not answer the start of the query within {StartLimitMs / 1_000} s: it is halted or overloaded.",
                cause: e);
        }
    }

    /// <summary>Asks a query for something, or tells it something; null where the server has nothing to say.</summary>
    public async Task<StreamReply?> AskAsync(StreamCommand command, CancellationToken ct) =>
        (await RunAsync(new Plan { Command = new Command { Stream = command } }, ct).ConfigureAwait(false))?.Stream;

    private async Task<IReadOnlyList<StreamId>> ActiveAsync(CancellationToken ct)
    {
        var command = new StreamManagerCommand { Active = true };
        var answer = await RunAsync(new Plan { Command = new Command { StreamManager = command } }, ct).ConfigureAwait(false);
        return [.. (answer?.StreamManager?.Active?.Queries ?? []).Select(q => q.Id)];
    }

    /// <summary>Runs an SQL command that may run twice.</summary>
    public async Task SqlAsync(string text, CancellationToken ct) =>
        await RunAsync(new Plan { Root = new Relation { Sql = new SqlText { Query = text } } }, ct).ConfigureAwait(false);

    /// <summary>Ends the session and every query in it. 3.5 cannot: there each query is stopped, and the session left to its
    /// timeout.</summary>
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

    /// <summary>Stops every query of the session, also one whose start was never answered.</summary>
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

    // Short, and the same when it comes twice: no operation id, no answers to be kept.
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

    // Asked for at once: the server keeps them for a minute. Without them the message alone must do.
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

#pragma warning disable RS0030 // an id that must be unique on the server, and is no part of any result
    private static string NewId() => Guid.NewGuid().ToString();
#pragma warning restore RS0030
}
