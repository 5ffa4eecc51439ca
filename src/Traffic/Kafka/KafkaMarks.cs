using System.Text.Json;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Where the marks of one transactional id are: a compacted topic of one partition and one key, which nothing but its transactions writes
/// to. Compaction keeps the last mark forever, whereas committed offsets of a group expire.
/// </summary>
/// <param name="admin">Creates the topic and reads its end.</param>
/// <param name="topic">Its name: <see cref="TopicOf"/>.</param>
/// <param name="clock">Bounds waits.</param>
internal sealed class KafkaMarks(KafkaAdmin admin, string topic, TimeProvider clock) : IKafkaMarks
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // The cleaner leaves the active segment alone, so segments are small.
    private static readonly Dictionary<string, string> Configs = new()
    {
        ["cleanup.policy"] = "compact",
        ["segment.bytes"] = "1048576",
        ["min.cleanable.dirty.ratio"] = "0.1",
        ["max.message.bytes"] = $"{KafkaClientConfig.MaxBatchBytes}",
    };

    // A transaction adds its mark and the marker of its commit at least.
    private const int OffsetsOfCommit = 2;

    // How far the topic reached at least: one whose broker was just started has been seen shorter, and its last mark was not in it.
    private long _end;

    /// <summary>The topic of an id: each has one of its own, so that no other query's open transaction hides its last mark.</summary>
    public static string TopicOf(string resultsTopic, string id) => $"{resultsTopic}-mark-{id}";

    /// <inheritdoc/>
    /// <remarks>One that removes records by time or size is rejected.</remarks>
    public async Task CreateAsync(CancellationToken ct)
    {
        try
        {
            var limit = KafkaAdmin.AnswerTimeout;
            var options = new CreateTopicsOptions { RequestTimeout = limit, OperationTimeout = limit };
            var spec = new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = -1, Configs = Configs };
            await admin.Client.CreateTopicsAsync([spec], options).WaitAsync(ct).ConfigureAwait(false);
        }
        catch (KafkaException e) when (KafkaAdmin.FirstError(e).Code == ErrorCode.TopicAlreadyExists)
        {
            await ThrowUnlessCompactedAsync(ct).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            throw KafkaFaults.Of(
                admin.Settings, $"creating topic '{topic}', which keeps the position of the exactly-once results", KafkaAdmin.FirstError(e),
                admin.Errors.Last);
        }
    }

    /// <inheritdoc/>
    public long End => _end;

    /// <inheritdoc/>
    public void OnCommitted() => _end += OffsetsOfCommit;

    /// <inheritdoc/>
    public async Task<KafkaMark?> ReadAsync(CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(ReadTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await ReadToEndAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw KafkaFaults.Of(
                admin.Settings, $"reading the last mark in topic '{topic}'", new Error(ErrorCode.Local_TimedOut), admin.Errors.Last);
        }
    }

    private async Task<KafkaMark?> ReadToEndAsync(CancellationToken ct)
    {
        long end;
        while ((end = (await admin.OffsetsAsync(topic, 1, OffsetSpec.Latest(), ct).ConfigureAwait(false))[0]) < _end)
            await Task.Delay(Pause, clock, ct).ConfigureAwait(false);
        _end = end;
        var reader = await KafkaReader.OpenAsync(admin.Settings.ForResults(), topic, 1, null, RecordDetail.ValuesOnly, clock, ct)
            .ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        // The id has been claimed, so its former transactions are over; their markers may be on their way.
        while ((await reader.EndOffsetsAsync(ct).ConfigureAwait(false))[0] < end) await Task.Delay(Pause, clock, ct).ConfigureAwait(false);
        KafkaMark? last = null;
        while (reader.Position(0) < end)
        {
            if (!reader.TryRead(0, 1_000, out var records)) await reader.WaitToReadAsync(0, ct).ConfigureAwait(false);
            else using (records) last = KafkaMark.Decode(records.Value(records.Count - 1)) ?? throw NotMark();
        }

        return last;
    }

    private async Task ThrowUnlessCompactedAsync(CancellationToken ct)
    {
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        var options = new DescribeConfigsOptions { RequestTimeout = KafkaAdmin.AnswerTimeout };
        var answer = await admin.CallAsync(
            $"reading the configuration of topic '{topic}'", () => admin.Client.DescribeConfigsAsync([resource], options), ct)
            .ConfigureAwait(false);
        if (answer[0].Entries.TryGetValue("cleanup.policy", out var policy) && policy.Value == "compact") return;
        throw new TransportException(
            $"Kafka at {admin.Settings.BootstrapServers}, topic '{topic}': cleanup.policy is '{policy?.Value}', which removes the position "
            + "of the exactly-once results after a time", "Set cleanup.policy=compact for this topic, then start again");
    }

    private TransportException NotMark() => new(
        $"Kafka at {admin.Settings.BootstrapServers}, topic '{topic}': its last record is not a mark that this version reads",
        "Another program wrote to it, or a later version of this one: use the version that wrote it");
}

/// <summary>One record of a topic of marks.</summary>
/// <param name="Checkpoint">Number of the checkpoint that holds the query's state; 0 = none yet.</param>
/// <param name="Offsets">The next offset to read of each partition of the input topic.</param>
/// <param name="Owner">Which writer committed it: unique, so that a writer recognizes its own commits.</param>
internal sealed record KafkaMark(long Checkpoint, IReadOnlyList<long> Offsets, string Owner)
{
    private const int CurrentFormat = 1;
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The key of every mark.</summary>
    public static byte[] Key => [.. "mark"u8];

    /// <summary>Version of the record.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Whether both are of the same commit.</summary>
    public bool IsCommitOf(KafkaMark? other) => other is not null && (Checkpoint, Owner) == (other.Checkpoint, other.Owner);

    /// <summary>Its JSON.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>The mark that these bytes are; null when they are none of this format.</summary>
    public static KafkaMark? Decode(ReadOnlySpan<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize<KafkaMark>(value, Json) is { Format: CurrentFormat, Offsets: not null, Owner: not null } mark
                ? mark : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
