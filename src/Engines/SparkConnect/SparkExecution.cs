using CtrBench.Engines.SparkConnect.Wire;
using Grpc.Core;
using Kind = CtrBench.Engines.SparkConnect.Wire.ExecuteResponse.KindOneofCase;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// One command that must run exactly once even if the connection breaks: it is sent with an operation id, and after a break its responses
/// are read from the last one received, or it is sent again if it never arrived (E12).
/// </summary>
internal sealed class SparkExecution(
    SparkConnectService.SparkConnectServiceClient service, SparkSession session, string operationId, SparkRetry retry)
{
    private string? _lastResponseId;
    private ExecuteResponse? _answer;
    private bool _complete;

    /// <summary>Runs a plan to its end; returns the one response with content, or null if there was none.</summary>
    /// <exception cref="RpcException">The server rejected it, or was unavailable for too long.</exception>
    public async Task<ExecuteResponse?> RunAsync(Plan plan, CancellationToken ct)
    {
        var send = true;
        while (!_complete)
        {
            var before = _lastResponseId;
            try
            {
                using var call = send ? Send(plan, ct) : Reattach(ct);
                // The command may have arrived even if this call fails: from here on its responses are requested first.
                send = false;
                await ReadAsync(call, ct).ConfigureAwait(false);
            }
            catch (RpcException e) when (!ct.IsCancellationRequested)
            {
                var fault = SparkFault.Of(e);
                if (fault.IsOperationUnknown && _answer is not null) break;
                if (fault.IsOperationUnknown && _lastResponseId is null) send = true;
                else if (!fault.IsTransient && !fault.IsOperationThere) throw;
                if (!await retry.WaitAsync(ct).ConfigureAwait(false)) throw;
                continue;
            }

            // A server ends a stream by design after a while; if it ends every stream immediately, it must not be called in a tight loop.
            if (!_complete && _lastResponseId == before && !await retry.WaitAsync(ct).ConfigureAwait(false))
                throw new RpcException(new Status(StatusCode.Unavailable, "the server ended the response of a command without a result"));
        }

        await ReleaseAsync(ct).ConfigureAwait(false);
        return _answer;
    }

    /// <summary>Whether an answer has content, and is not progress or of a kind that this client does not know (E2).</summary>
    public static bool HasContent(ExecuteResponse response) => response.KindCase is not (Kind.None or Kind.Progress or Kind.Complete);

    private async Task ReadAsync(AsyncServerStreamingCall<ExecuteResponse> call, CancellationToken ct)
    {
        await foreach (var response in call.ResponseStream.ReadAllAsync(ct).ConfigureAwait(false))
        {
            session.See(response.ServerSessionId);
            _lastResponseId = response.ResponseId;
            retry.Reset();
            if (response.KindCase == Kind.Complete) _complete = true;
            else if (HasContent(response)) _answer = response;
        }
    }

    private AsyncServerStreamingCall<ExecuteResponse> Send(Plan plan, CancellationToken ct) =>
        service.ExecutePlan(session.Execute(plan, operationId), session.Headers(), cancellationToken: ct);

    private AsyncServerStreamingCall<ExecuteResponse> Reattach(CancellationToken ct) =>
        service.ReattachExecute(session.Reattach(operationId, _lastResponseId), session.Headers(), cancellationToken: ct);

    // The server drops the responses itself after some minutes, so a failed release has no other effect.
    private async Task ReleaseAsync(CancellationToken ct)
    {
        try
        {
            await service.ReleaseExecuteAsync(session.ReleaseExecute(operationId), session.Headers(), cancellationToken: ct);
        }
        catch (RpcException) when (!ct.IsCancellationRequested)
        {
        }
    }
}

/// <summary>
/// Retry schedule of a retriable call: after 50 ms, then four times as long each time up to 10 s, until the limit has passed. Without
/// jitter, since there is only one client.
/// </summary>
internal sealed class SparkRetry(TimeProvider clock, long limitMs)
{
    private const double FirstMs = 50;
    private const double MostMs = 10_000;

    private long _since = clock.GetTimestamp();
    private double _nextMs = FirstMs;

    /// <summary>The server has answered: restarts the limit.</summary>
    public void Reset() => (_since, _nextMs) = (clock.GetTimestamp(), FirstMs);

    /// <summary>Waits for the next attempt; false when the limit has passed.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken ct)
    {
        if (clock.GetElapsedTime(_since).TotalMilliseconds >= limitMs) return false;
        await Task.Delay(TimeSpan.FromMilliseconds(_nextMs), clock, ct).ConfigureAwait(false);
        _nextMs = Math.Min(_nextMs * 4, MostMs);
        return true;
    }
}
