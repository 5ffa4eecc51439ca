using Confluent.Kafka;
using Confluent.Kafka.Admin;
using CtrBench.Traffic.Kafka.Native;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Queries a cluster's topics. Nothing here hangs: a call without an answer fails within <see cref="AnswerTimeout"/>. Thread-safe.
/// </summary>
internal sealed class KafkaAdmin : IDisposable
{
    /// <summary>The timestamp type of a topic whose records the broker stamps when it stores them.</summary>
    public const string LogAppendTime = "LogAppendTime";

    /// <summary>Timeout of one answer.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A refused connection counts as final after this time: a broker that is being restarted gets a chance.</summary>
    private static readonly TimeSpan RefusalTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private readonly TimeProvider _clock;

    /// <summary>A client for <paramref name="settings"/>; it connects on its own.</summary>
    /// <exception cref="TransportException">A property is unknown, or its value is rejected.</exception>
    public KafkaAdmin(KafkaSettings settings, TimeProvider clock)
    {
        (Settings, _clock) = (settings, clock);
        Client = Build(settings, () => new AdminClientBuilder(KafkaClientConfig.Admin(settings))
            .SetErrorHandler((_, error) => Errors.Add(error)).SetLogHandler((_, _) => { }).Build());
    }

    /// <summary>Which cluster.</summary>
    public KafkaSettings Settings { get; }

    /// <summary>The client itself.</summary>
    public IAdminClient Client { get; }

    /// <summary>Errors that the client reported on its own.</summary>
    public KafkaClientErrors Errors { get; } = new();

    /// <summary>Creates a client, and converts its errors about properties into our exceptions.</summary>
    /// <exception cref="TransportException">A property is unknown, or its value is rejected.</exception>
    public static T Build<T>(KafkaSettings settings, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw KafkaFaults.OfProperties(settings, e);
        }
    }

    /// <summary>
    /// Every topic and broker. All topics are requested, because a request for one by name creates it on clusters with auto-creation.
    /// </summary>
    /// <exception cref="TransportException">The broker does not answer, or denies access.</exception>
    public Metadata Metadata(CancellationToken ct)
    {
        var start = _clock.GetTimestamp();
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                var metadata = Client.GetMetadata(Step);
                // Not before the call: the client reports an error that it meets again and again only once.
                Errors.Clear();
                return metadata;
            }
            catch (KafkaException e)
            {
                var waited = _clock.GetElapsedTime(start);
                var seen = Errors.Last;
                var refused = seen.Any(error => error.Code is ErrorCode.Local_Resolve
                    || (error.Reason ?? "").Contains("refused", StringComparison.OrdinalIgnoreCase));
                if (seen.Any(error => KafkaFaults.IsPermanent(error.Code)) || waited > (refused ? RefusalTimeout : AnswerTimeout - Step))
                {
                    // The client reports no error for an address that accepts connections and sends nothing.
                    var error = seen.Count > 0 ? e.Error : new Error(ErrorCode.Local_TimedOut);
                    throw KafkaFaults.Of(Settings, "listing its topics", error, seen);
                }
            }
        }
    }

    /// <summary>Partitions of a topic.</summary>
    /// <exception cref="UnknownTopicException">There is no such topic.</exception>
    /// <exception cref="TransportException">The broker does not answer, or denies access.</exception>
    public int Partitions(string topic, CancellationToken ct)
    {
        var topics = Metadata(ct).Topics;
        var found = topics.Find(t => t.Topic == topic && t.Error.Code != ErrorCode.UnknownTopicOrPart)
            ?? throw new UnknownTopicException(topic, topics.Select(t => t.Topic).Where(IsOfUsers));
        return found.Error.IsError ? throw KafkaFaults.Of(Settings, "reading metadata of topic "
            + $"'{topic}'", found.Error) : found.Partitions.Count;
    }

    /// <summary>The id of a topic; null where the broker gives none (releases before 2.8).</summary>
    /// <exception cref="UnknownTopicException">There is no such topic.</exception>
    /// <exception cref="TransportException">The broker does not answer, or denies access.</exception>
    public async Task<string?> TopicIdAsync(string topic, CancellationToken ct)
    {
        var answer = await CallAsync($"asking for the id of topic '{topic}'", () => DescribeAsync(topic, AnswerTimeout), ct)
            .ConfigureAwait(false);
        if (answer.Error.Code == ErrorCode.UnknownTopicOrPart) throw new UnknownTopicException(topic, []);
        return IdOf(answer);
    }

    /// <summary>The same, asked for once; null also where nobody answers or the topic is unknown for the moment.</summary>
    public async Task<string?> TryTopicIdAsync(string topic, CancellationToken ct)
    {
        try
        {
            return IdOf(await DescribeAsync(topic, 2 * Step).WaitAsync(ct).ConfigureAwait(false));
        }
        catch (Exception e) when (e is KafkaException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Whether a topic is not an internal one.</summary>
    public static bool IsOfUsers(string topic) => !topic.StartsWith("__", StringComparison.Ordinal);

    /// <summary>
    /// The first (kept) or end offset of each partition: records of open transactions counted, unless <paramref name="isolation"/> says
    /// otherwise.
    /// </summary>
    public async Task<long[]> OffsetsAsync(
        string topic, int partitions, OffsetSpec which, CancellationToken ct, IsolationLevel isolation = IsolationLevel.ReadUncommitted)
    {
        var asked = Enumerable.Range(0, partitions)
            .Select(p => new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, p), OffsetSpec = which }).ToList();
        var options = new ListOffsetsOptions { RequestTimeout = AnswerTimeout, IsolationLevel = isolation };
        var start = _clock.GetTimestamp();
        while (true)
        {
            try
            {
                var answer = await Client.ListOffsetsAsync(asked, options).WaitAsync(ct).ConfigureAwait(false);
                var offsets = new long[partitions];
                foreach (var found in answer.ResultInfos.Select(info => info.TopicPartitionOffsetError))
                    offsets[found.Partition.Value] = found.Offset.Value;
                if (Array.TrueForAll(offsets, offset => offset >= 0)) return offsets;
                throw new KafkaException(ErrorCode.LeaderNotAvailable);
            }
            catch (KafkaException e) when (KafkaErrors.Passes(FirstError(e).Code) && _clock.GetElapsedTime(start) < AnswerTimeout)
            {
                // A partition that was just created, or whose broker was restarted, gets its leader shortly.
                await Task.Delay(TimeSpan.FromMilliseconds(100), _clock, ct).ConfigureAwait(false);
                await RefreshLeadersAsync(ct).ConfigureAwait(false);
            }
            catch (KafkaException e)
            {
                throw KafkaFaults.Of(Settings, $"reading the offsets of topic '{topic}'", FirstError(e), Errors.Last);
            }
        }
    }

    // The client keeps leaders and their epochs for minutes, and asks with them again and again although the answer says that they are old.
    private async Task RefreshLeadersAsync(CancellationToken ct)
    {
        try
        {
            await Task.Run(() => Client.GetMetadata(Step), ct).ConfigureAwait(false);
        }
        catch (KafkaException)
        {
            // No broker answers: the next attempt meets the same.
        }
    }

    /// <summary>Whose time the records of a topic bear by its configuration: LogAppendTime or CreateTime; null if unknown.</summary>
    public async Task<string?> TimestampTypeAsync(string topic, CancellationToken ct)
    {
        var resource = new ConfigResource { Type = ResourceType.Topic, Name = topic };
        var options = new DescribeConfigsOptions { RequestTimeout = AnswerTimeout };
        var answer = await CallAsync(
            $"reading the configuration of topic '{topic}'", () => Client.DescribeConfigsAsync([resource], options), ct)
            .ConfigureAwait(false);
        return answer[0].Entries.TryGetValue("message.timestamp.type", out var entry) ? entry.Value : null;
    }

    /// <summary>One call of the client, with its errors converted to ours.</summary>
    public async Task<T> CallAsync<T>(string operation, Func<Task<T>> call, CancellationToken ct)
    {
        try
        {
            return await call().WaitAsync(ct).ConfigureAwait(false);
        }
        catch (KafkaException e)
        {
            throw KafkaFaults.Of(Settings, operation, FirstError(e), Errors.Last);
        }
    }

    /// <summary>The specific error, where an exception covers several parts of an answer.</summary>
    public static Error FirstError(KafkaException thrown) => thrown switch
    {
        CreateTopicsException create => create.Results.First(r => r.Error.IsError).Error,
        DeleteTopicsException delete => delete.Results.First(r => r.Error.IsError).Error,
        ListOffsetsException list => list.Result.ResultInfos.Select(r => r.TopicPartitionOffsetError.Error).FirstOrDefault(e => e.IsError)
            ?? thrown.Error,
        DescribeConfigsException describe => describe.Results.First(r => r.Error.IsError).Error,
        _ => thrown.Error,
    };

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    private async Task<TopicDescription> DescribeAsync(string topic, TimeSpan timeout)
    {
        try
        {
            var options = new DescribeTopicsOptions { RequestTimeout = timeout };
            var answer = await Client.DescribeTopicsAsync(TopicCollection.OfTopicNames([topic]), options).ConfigureAwait(false);
            return answer.TopicDescriptions[0];
        }
        catch (DescribeTopicsException e) when (e.Results.TopicDescriptions is [var only])
        {
            return only;
        }
    }

    // As Kafka's own tools show it, which use the alphabet of URLs.
    private static string? IdOf(TopicDescription topic) =>
        topic.Error.IsError || topic.TopicId is not { } id || (id.MostSignificantBits | id.LeastSignificantBits) == 0
            ? null : id.ToString().Replace('+', '-').Replace('/', '_');
}
