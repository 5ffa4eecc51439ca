using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using CtrBench.Traffic.Kafka.Native;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>Reads a cluster's facts and its clock.</summary>
internal static class KafkaProbe
{
    private const int ClockAttempts = 20;

    /// <summary>Facts about the cluster; fails within about 10 s when nothing answers.</summary>
    /// <exception cref="TransportException">It cannot be reached, or denies access; the message says what to do.</exception>
    public static async Task<BrokerFacts> ProbeAsync(KafkaSettings settings, TimeProvider clock, CancellationToken ct)
    {
        using var admin = new KafkaAdmin(settings, clock);
        var metadata = await Task.Run(() => admin.Metadata(ct), ct).ConfigureAwait(false);
        var options = new DescribeClusterOptions { RequestTimeout = KafkaAdmin.AnswerTimeout };
        var cluster = await admin.CallAsync("describing the cluster", () => admin.Client.DescribeClusterAsync(options), ct)
            .ConfigureAwait(false);
        var brokers = metadata.Brokers.OrderBy(b => b.BrokerId).Select(b => Address(b.Host, b.Port)).ToList();
        return new BrokerFacts(
            settings.BootstrapServers, cluster.ClusterId, brokers,
            await VersionAsync(settings, metadata.Brokers[0], clock, ct).ConfigureAwait(false),
            metadata.Topics.Count(t => KafkaAdmin.IsOfUsers(t.Topic)));
    }

    /// <summary>
    /// The broker's clock against <paramref name="clock"/>: measured with a few records in a small temporary topic.
    /// </summary>
    /// <exception cref="TransportException">It cannot be reached, or denies access; the message says what to do.</exception>
    public static async Task<ClockOffset> ClockAsync(KafkaSettings settings, TimeProvider clock, CancellationToken ct)
    {
        settings = settings with { RunMark = settings.RunMark ?? "clock" };
        using var admin = new KafkaAdmin(settings, clock);
        var topics = new KafkaTopics(admin, clock);
        var name = string.Create(
            CultureInfo.InvariantCulture, $"{settings.ClientId}-clock-{Environment.ProcessId}-{clock.GetUtcNow().UtcTicks}");
        await topics.CreateAsync([new TopicSpec(name, 1)], ct).ConfigureAwait(false);
        try
        {
            return await MeasureAsync(settings, name, clock, ct).ConfigureAwait(false);
        }
        finally
        {
            // Also after a cancellation, so that the topic is always removed.
            await topics.DeleteAsync([name], CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The clock offset from one record, stored at <paramref name="appendMs"/> by the broker between two readings of our clock.
    /// </summary>
    /// <param name="beforeMs">Our clock before it was sent, epoch ms.</param>
    /// <param name="afterMs">Our clock when the answer arrived, epoch ms.</param>
    /// <param name="appendMs">The broker's stamp, whole ms rounded down.</param>
    internal static ClockOffset OffsetOf(double beforeMs, double afterMs, long appendMs) =>
        new(appendMs + 0.5 - (beforeMs + afterMs) / 2, (afterMs - beforeMs) / 2 + 0.5);

    private static async Task<ClockOffset> MeasureAsync(KafkaSettings settings, string topic, TimeProvider clock, CancellationToken ct)
    {
        var config = KafkaClientConfig.Producer(settings);
        // The acknowledgement carries the broker's timestamp, so the record need not be read back.
        config["dotnet.producer.delivery.report.fields"] = "timestamp";
        config["linger.ms"] = "0";
        var errors = new KafkaClientErrors();
        using var producer = KafkaAdmin.Build(settings, () => new ProducerBuilder<Null, byte[]>(config)
            .SetErrorHandler((_, error) => errors.Add(error)).SetLogHandler((_, _) => { }).Build());
        using var limit = new CancellationTokenSource(KafkaAdmin.AnswerTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var headers = new Headers { { KafkaHeaders.Run, KafkaHeaders.EncodeRun(settings.RunMark!) } };
        var best = new ClockOffset(0, double.MaxValue);
        try
        {
            // The first attempt opens the connection; it is never the best one.
            for (var i = 0; i < ClockAttempts; i++)
            {
                var before = NowMs(clock);
                var record = new Message<Null, byte[]> { Value = [1], Headers = headers };
                var stored = await producer.ProduceAsync(new TopicPartition(topic, 0), record, either.Token).ConfigureAwait(false);
                var offset = OffsetOf(before, NowMs(clock), stored.Timestamp.UnixTimestampMs);
                if (offset.BoundMs < best.BoundMs) best = offset;
            }
            return best;
        }
        catch (KafkaException e)
        {
            throw KafkaFaults.Of(settings, "comparing clocks", e, errors.Last);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw KafkaFaults.Of(settings, "comparing clocks", new Error(ErrorCode.Local_TimedOut), errors.Last);
        }
    }

    private static double NowMs(TimeProvider clock) => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <summary>Queried on a separate plain-text connection: null if the broker needs TLS or SASL, or does not report it.</summary>
    private static async Task<string?> VersionAsync(KafkaSettings settings, BrokerMetadata broker, TimeProvider clock, CancellationToken ct)
    {
        var answer = await PlainRequest.AskAsync(settings, broker, MetadataLevel.Request(), clock, ct).ConfigureAwait(false);
        return answer is null ? null : MetadataLevel.Release(MetadataLevel.Read(answer));
    }

    private static string Address(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
}

/// <summary>Facts about a cluster.</summary>
/// <param name="Address">The address that was contacted.</param>
/// <param name="ClusterId">Its id; null when unknown.</param>
/// <param name="Brokers">host:port of every broker, in order of their ids.</param>
/// <param name="Version">Release of its metadata version ("4.1"), the oldest that all brokers support; null when unknown.</param>
/// <param name="Topics">Number of topics visible to this user, without internal ones.</param>
internal sealed record BrokerFacts(
    string Address, string? ClusterId, IReadOnlyList<string> Brokers, string? Version, int Topics);

/// <summary>The offset of the broker's clock from ours.</summary>
/// <param name="OffsetMs">Broker's time minus ours, ms.</param>
/// <param name="BoundMs">
/// Largest error of <paramref name="OffsetMs"/>, ms: half the round trip of the best attempt, plus the broker's resolution of 1 ms.
/// </param>
internal readonly record struct ClockOffset(double OffsetMs, double BoundMs);
