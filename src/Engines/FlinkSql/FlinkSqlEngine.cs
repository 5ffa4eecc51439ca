using System.Security.Cryptography;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Recordings;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// A real Flink, driven through its SQL Gateway and its JobManager's REST. Events and results live on Kafka; results carry the run's mark.
/// It reads every partition from its oldest record on.
/// </summary>
/// <param name="settings">Its addresses.</param>
/// <param name="handler">For tests, in place of the network.</param>
internal sealed class FlinkSqlEngine(FlinkSettings settings, HttpMessageHandler? handler = null) : IRealEngine
{
    /// <summary>An engine at these addresses.</summary>
    public FlinkSqlEngine(Uri gateway, Uri rest, HttpMessageHandler? handler = null)
        : this(new FlinkSettings { Gateway = gateway, Rest = rest }, handler)
    {
    }

    /// <inheritdoc/>
    public EngineId Id => EngineId.Flink;

    /// <inheritdoc/>
    public bool DrainsAtEnd => true;

    /// <summary>For tests on other transports: the brokers passed to the job.</summary>
    internal KafkaSettings? Brokers { get; init; }

    /// <summary>The version that the Flink cluster reports.</summary>
    /// <exception cref="EngineSetupException">It cannot be used.</exception>
    public async Task<string> VersionAsync(TimeProvider clock, CancellationToken ct)
    {
        using var clients = new FlinkClients(settings, clock, handler);
        return (await FlinkStart.VersionAsync(clients, ct).ConfigureAwait(false)).Text;
    }

    /// <inheritdoc/>
    /// <exception cref="EngineSetupException">The gateway, the cluster, a jar or a slot is missing: the message says which.</exception>
    public async Task<IRunningQuery> StartAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct)
    {
        FlinkQueryCheck.ThrowIfRefused(query);
        var kafka = Brokers ?? BrokersOf(endpoints.Transport)
            ?? throw new QueryRefusedException(
                $"{nameof(EngineEndpoints)}.{nameof(EngineEndpoints.Transport)}",
                "Flink reads only from Kafka; pass the address of a broker");
        // Not from the run's seed: two runs with the same seed may use one cluster.
        var name = JobName ?? "ctrbench-" + RandomNumberGenerator.GetHexString(16, lowercase: true);
        var names = new FlinkJobNames(name, endpoints.EventsTopic, endpoints.ResultsTopic);
        var script = FlinkSqlText.Script(query, names, kafka, settings);
        PlainHttp.ThrowIfReadable(
            settings.Gateway, FlinkKafkaProperties.Of(kafka).All.Select(option => KeyValuePair.Create(option.Name, option.Value)),
            FlinkSettings.GatewaySetting);
        ct.ThrowIfCancellationRequested();
        var clients = new FlinkClients(settings, endpoints.Clock, handler);
        var start = new FlinkStart(clients, settings, endpoints, kafka);
        try
        {
            return await start.RunAsync(query, names, script, ct).ConfigureAwait(false);
        }
        catch
        {
            await start.UndoAsync(name).ConfigureAwait(false);
            clients.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<TwinVerdict> CompareWithTwinAsync(
        CtrQuery query, QueryProgress last, EngineEndpoints endpoints, CancellationToken ct)
    {
        var report = await FlinkTwinCheck.RunAsync(query, last, endpoints, ct).ConfigureAwait(false);
        return new TwinVerdict
        {
            Unit = "windows",
            Compared = report.Windows,
            Undetermined = report.Undetermined,
            Duplicates = report.Duplicates,
            Differences = report.Differences,
            Trace = report.Trace,
        };
    }

    /// <inheritdoc/>
    public async Task<bool> EndLeftoverAsync(TimeProvider clock, CancellationToken ct)
    {
        if (JobName is not { } name) return false;
        using var clients = new FlinkClients(settings, clock, handler);
        try
        {
            var left = (await clients.Jobs.JobsAsync(ct).ConfigureAwait(false))
                .Where(job => job.Name == name && !FlinkState.IsTerminal(job.State)).ToList();
            foreach (var job in left) await clients.Jobs.CancelAsync(job.Jid, ct).ConfigureAwait(false);
            return left.Count > 0;
        }
        catch (FlinkRequestException e)
        {
            throw FlinkFaults.NoRest(settings.Rest, e);
        }
    }

    private string? JobName => settings.RunId is { } id ? $"ctrbench-{id:N}" : null;

    private KafkaSettings? BrokersOf(ITransport transport)
    {
        var own = (transport as KafkaTransport)?.Settings;
        return own is null || settings.KafkaBootstrapServers is not { } address ? own : own with { BootstrapServers = address };
    }
}

/// <summary>Rejects, by name, settings that Flink does not support; everything else of the query is passed to it.</summary>
internal static class FlinkQueryCheck
{
    private const long MinCheckpointMs = 10;

    // A transaction spans two checkpoints when one is slow, and a broker keeps it open for at most 15 minutes.
    private const long MaxExactlyOnceCheckpointMs = 300_000;

    // The precision of SECOND is at most 10 digits, and Flink keeps an interval as ms in a long.
    private const long MaxIntervalMs = 9_999_999_999_000;

    /// <summary>Throws <see cref="QueryRefusedException"/> for the first field that Flink does not support.</summary>
    public static void ThrowIfRefused(CtrQuery query)
    {
        // Flink stores its own checkpoints: no folder is needed here.
        QueryCheck.ThrowIfRefused(query, EngineFamily.Continuous, keepsCheckpoints: true);
        Check(query.WindowMs <= MaxIntervalMs, QueryFields.Window, $"{query.WindowMs} ms is longer than Flink SQL can express");
        Check(
            query.WatermarkDelayMs <= MaxIntervalMs, QueryFields.Delay,
            $"{query.WatermarkDelayMs} ms is longer than Flink SQL can express");
        var (guarantee, checkpointMs) = (query.Delivery.Guarantee, query.Delivery.CheckpointIntervalMs);
        Check(
            checkpointMs is 0 or >= MinCheckpointMs, QueryFields.CheckpointInterval,
            $"{checkpointMs} ms: Flink's shortest interval is {MinCheckpointMs} ms; 0 means none");
        if (guarantee != DeliveryGuarantee.ExactlyOnce) return;
        Check(
            checkpointMs <= MaxExactlyOnceCheckpointMs, QueryFields.CheckpointInterval,
            $"{checkpointMs} ms with exactly-once: brokers end a transaction after 15 minutes, so at most {MaxExactlyOnceCheckpointMs} ms");
    }

    private static void Check(bool holds, string field, string reason)
    {
        if (!holds) throw new QueryRefusedException(field, reason);
    }
}
