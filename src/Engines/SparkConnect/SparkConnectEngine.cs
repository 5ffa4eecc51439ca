using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Recordings;
using Grpc.Core;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// A real Spark, driven over Spark Connect: each run has its own session, query and checkpoint folder, and removes all three.
/// </summary>
/// <param name="server">Address; the default port is 15002.</param>
/// <param name="token">The server's token; null: it needs none. It is never printed.</param>
/// <param name="settings">How the server is used.</param>
/// <param name="handler">For tests: the handler of the calls.</param>
internal sealed class SparkConnectEngine(
    Uri server, string? token = null, SparkConnectSettings? settings = null, HttpMessageHandler? handler = null) : IRealEngine
{
    private readonly SparkConnectSettings _settings = settings ?? new SparkConnectSettings();

    /// <inheritdoc/>
    public EngineId Id => EngineId.Spark;

    /// <inheritdoc/>
    public bool DrainsAtEnd => false;

    /// <inheritdoc/>
    /// <remarks>Returns when the first batch has run: a new server needs about 10 s for it.</remarks>
    /// <exception cref="EngineSetupException">Server, broker, topic, token or version cannot be used.</exception>
    public async Task<IRunningQuery> StartAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct)
    {
        SparkRefusals.ThrowIfRefused(query);
        var address = SparkEndpoint.Check(server, token is not null);
        var kafka = Kafka(endpoints.Transport);
        // A property that cannot be passed on is rejected before anything is created on the server.
        PlainHttp.ThrowIfReadable(address, KafkaJavaOptions.Of(kafka.Properties), SparkSetup.ServerSetting);
        var partitions = await PartitionsAsync(endpoints, ct).ConfigureAwait(false);
        var channel = SparkEndpoint.Open(address, handler);
        SparkRunningQuery? running = null;
        try
        {
            var runId = _settings.RunId ?? NewId();
            var name = NameOf(runId);
            var session = new SparkSession(_settings.UserId, runId.ToString(), token);
            var client = new SparkConnectClient(channel.CreateCallInvoker(), session, endpoints.Clock)
            {
                StartLimitMs = _settings.StartLimitMs,
            };
            var version = await SparkProbe.AskAsync(client, address, token is not null, ct).ConfigureAwait(false);
            running = new SparkRunningQuery(client, channel, _settings, endpoints, version, partitions);
            await running.StartAsync(query, kafka, name, ct).ConfigureAwait(false);
            return running;
        }
        catch
        {
            if (running is not null) await running.DisposeAsync().ConfigureAwait(false);
            else channel.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<TwinVerdict> CompareWithTwinAsync(
        CtrQuery query, QueryProgress last, EngineEndpoints endpoints, CancellationToken ct)
    {
        try
        {
            var report = await SparkTwinCheck.RunAsync(query, last.Batches, endpoints, ct).ConfigureAwait(false);
            return new TwinVerdict
            {
                Unit = "batches",
                Compared = report.Batches,
                Duplicates = report.Duplicates,
                Differences = report.Differences,
                Trace = report.Trace,
            };
        }
        catch (EngineSetupException e)
        {
            return new TwinVerdict { Unit = "batches", NotCompared = e.Message };
        }
    }

    /// <inheritdoc/>
    public async Task<bool> EndLeftoverAsync(TimeProvider clock, CancellationToken ct)
    {
        if (_settings.RunId is not { } runId) return false;
        var address = SparkEndpoint.Check(server, token is not null);
        using var channel = SparkEndpoint.Open(address, handler);
        var session = new SparkSession(_settings.UserId, runId.ToString(), token);
        var client = new SparkConnectClient(channel.CreateCallInvoker(), session, clock);
        try
        {
            await client.ProbeAsync(ct).ConfigureAwait(false);
            var left = (await client.ActiveAsync(ct).ConfigureAwait(false)).Count > 0;
            await client.StopAllAsync(ct).ConfigureAwait(false);
            await SparkCheckpoint.RemoveOfAsync(client, NameOf(runId), ct).ConfigureAwait(false);
            await client.ReleaseAsync(ct).ConfigureAwait(false);
            return left;
        }
        catch (RpcException e) when (e.Status.Detail.Contains("SESSION_CLOSED", StringComparison.Ordinal))
        {
            // Its queries ended with it.
            return false;
        }
        catch (RpcException e)
        {
            ct.ThrowIfCancellationRequested();
            throw SparkSetup.NoAnswer(address, e, token is not null);
        }
    }

    private KafkaSettings Kafka(ITransport transport)
    {
        var own = (transport as KafkaTransport)?.Settings;
        if (_settings.KafkaBootstrapServers is { } address)
            return (own ?? new KafkaSettings { BootstrapServers = address }) with { BootstrapServers = address };
        return own ?? throw new EngineSetupException("Spark reads and writes Kafka topics", "Set the broker's address")
        { Setting = $"{nameof(KafkaSettings)}.{nameof(KafkaSettings.BootstrapServers)}" };
    }

    // Checked with Kafka from here first: Spark itself would wait forever for a missing broker (E6), and some seconds for a missing topic
    // (E4).
    private static async Task<int> PartitionsAsync(EngineEndpoints endpoints, CancellationToken ct)
    {
        await endpoints.Transport.PartitionsAsync(endpoints.ResultsTopic, ct).ConfigureAwait(false);
        return await endpoints.Transport.PartitionsAsync(endpoints.EventsTopic, ct).ConfigureAwait(false);
    }

    private static string NameOf(Guid runId) => "ctrbench_" + runId.ToString("N");

#pragma warning disable RS0030 // an id that must be unique on the server, and is not part of any result
    private static Guid NewId() => Guid.NewGuid();
#pragma warning restore RS0030
}

/// <summary>Rejects, by name, settings that Spark does not support.</summary>
internal static class SparkRefusals
{
    // An interval of Spark counts microseconds in 64 bits, and window arithmetic adds to them.
    private const long MaxIntervalMs = 1_000L * 366 * 86_400_000;

    /// <summary>Throws <see cref="QueryRefusedException"/> for the first field that Spark does not support.</summary>
    public static void ThrowIfRefused(CtrQuery query)
    {
        Check(
            query.Delivery.Guarantee == DeliveryGuarantee.AtLeastOnce, QueryFields.Guarantee,
            "Spark's Kafka sink has no transactions (S33): a restart may write a batch's results twice; use at-least-once");
        QueryCheck.ThrowIfRefused(query, EngineFamily.MicroBatch);
        if (query.Schema is { } schema && SparkFields.Fault(schema) is { } fault)
            throw new QueryRefusedException(QueryFields.Schema, fault);
        Check(
            query.WindowMs <= MaxIntervalMs, QueryFields.Window,
            $"{query.WindowMs} ms: Spark's window arithmetic supports at most 1000 years");
        Check(
            query.WatermarkDelayMs <= MaxIntervalMs, QueryFields.Delay,
            $"{query.WatermarkDelayMs} ms: Spark's intervals support at most 1000 years");
        Check(
            query.MicroBatch.TriggerIntervalMs <= MaxIntervalMs, QueryFields.Trigger,
            $"{query.MicroBatch.TriggerIntervalMs} ms: at most 1000 years");
        Check(
            query.MicroBatch.MaxTriggerDelayMs > 0, QueryFields.MaxTriggerDelay,
            $"{query.MicroBatch.MaxTriggerDelayMs} ms: it must be longer than 0");
        Check(
            query.MicroBatch.MinOffsetsPerTrigger is null || query.MicroBatch.MaxOffsetsPerTrigger is not { } most
            || query.MicroBatch.MinOffsetsPerTrigger <= most,
            QueryFields.MinOffsets, "it is larger than the maximum that a batch may read; Spark rejects that");
    }

    private static void Check(bool holds, string field, string reason)
    {
        if (!holds) throw new QueryRefusedException(field, reason);
    }
}
