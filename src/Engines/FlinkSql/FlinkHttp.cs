using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// One Flink endpoint over HTTP. Reads are retried when the endpoint is unreachable or not ready; requests that change something are sent
/// once, since a second INSERT would start a second job. Every error is a <see cref="FlinkRequestException"/>.
/// </summary>
internal sealed class FlinkHttp : IDisposable
{
    private const int MaxReplyBytes = 64 * 1024 * 1024;

    private readonly HttpClient _client;

    /// <summary>A client of <paramref name="address"/>; <paramref name="handler"/>: for tests, in place of the network.</summary>
    public FlinkHttp(Uri address, FlinkSettings settings, TimeProvider clock, HttpMessageHandler? handler = null)
    {
        var once = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }.AddTimeout(Timeout(settings)).Build();
        var again = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = clock }
            .AddRetry(Retry(settings)).AddTimeout(Timeout(settings)).Build();
        var resilience = new ResilienceHandler(request => request.Method == HttpMethod.Get ? again : once)
        {
            // Statements hold secrets of the broker: no reply sends them elsewhere.
            InnerHandler = handler ?? new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false },
        };
        // The caller owns the handler.
        _client = new HttpClient(resilience, disposeHandler: handler is null)
        {
            BaseAddress = address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/"),
            // Each attempt has its own timeout, on the run's clock.
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxReplyBytes,
        };
        Address = address;
    }

    /// <summary>The address, for messages.</summary>
    public Uri Address { get; }

    /// <summary>GET.</summary>
    public Task<T> GetAsync<T>(string path, CancellationToken ct) => SendAsync<T>(HttpMethod.Get, path, null, ct);

    /// <summary>POST of a body.</summary>
    public Task<T> PostAsync<TBody, T>(string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken ct) =>
        SendAsync<T>(HttpMethod.Post, path, JsonContent.Create(body, bodyType), ct);

    /// <summary>A request whose reply has no content.</summary>
    public async Task DoAsync(HttpMethod method, string path, CancellationToken ct)
    {
        using var reply = await ReplyAsync(method, path, null, ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static TimeoutStrategyOptions Timeout(FlinkSettings settings) => new() { Timeout = settings.RequestTimeout };

    private static RetryStrategyOptions<HttpResponseMessage> Retry(FlinkSettings settings) => new()
    {
        MaxRetryAttempts = 3,
        Delay = settings.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        // A 500 of the gateway is the answer to a statement, not a server failure.
        ShouldHandle = args => ValueTask.FromResult(args.Outcome switch
        {
            { Exception: HttpRequestException } => true,
            { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
            _ => false,
        }),
    };

    private async Task<T> SendAsync<T>(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var reply = await ReplyAsync(method, path, body, ct).ConfigureAwait(false);
        try
        {
            return FlinkReplies.Read<T>(await reply.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false));
        }
        catch (JsonException e)
        {
            throw new FlinkRequestException(
                $"{new Uri(_client.BaseAddress!, path)} did not answer like Flink: {e.Message}", reply.StatusCode, e);
        }
    }

    private async Task<HttpResponseMessage> ReplyAsync(HttpMethod method, string path, HttpContent? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path.TrimStart('/')) { Content = body };
        HttpResponseMessage reply;
        try
        {
            reply = await _client.SendAsync(request, ct).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw new FlinkRequestException(e.InnerException?.Message ?? e.Message, null, e);
        }
        catch (TimeoutRejectedException e)
        {
            throw new FlinkRequestException($"no answer within {e.Timeout.TotalSeconds:0.#} s", null, e);
        }

        if (reply.IsSuccessStatusCode) return reply;
        using (reply) throw new FlinkRequestException(await ErrorAsync(reply, ct).ConfigureAwait(false), reply.StatusCode);
    }

    private static async Task<string> ErrorAsync(HttpResponseMessage reply, CancellationToken ct)
    {
        // As bytes: a reply that is not Flink's may name a character set that does not exist.
        var text = Encoding.UTF8.GetString(await reply.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false));
        try
        {
            var errors = FlinkReplies.Read<GatewayWire.Errors>(Encoding.UTF8.GetBytes(text)).All;
            if (errors is { Count: > 0 }) return FlinkErrorText.Cause(errors);
        }
        catch (JsonException)
        {
            // Not a Flink reply, perhaps a proxy's: shown unchanged.
        }

        if (reply.Headers.Location is { } elsewhere)
            return FormattableString.Invariant($"HTTP {(int)reply.StatusCode}: it redirects to {elsewhere}, which is not followed; ")
                + "set that address";
        return FormattableString.Invariant($"HTTP {(int)reply.StatusCode} {reply.ReasonPhrase}: {text[..Math.Min(text.Length, 200)]}");
    }
}

/// <summary>A request that Flink rejected, or that got no answer.</summary>
/// <param name="message">Flink's deepest cause, or why there is no answer.</param>
/// <param name="status">The status of the answer; null when there was none.</param>
/// <param name="cause">The client's own error.</param>
internal sealed class FlinkRequestException(string message, HttpStatusCode? status = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.NotReady, message, cause: cause)
{
    /// <summary>The status of the answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; } = status;
}
