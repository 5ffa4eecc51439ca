using Confluent.Kafka;
using Confluent.Kafka.Admin;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Recreates topics: all are inspected before any is deleted. Deletion and creation are asynchronous in Kafka, so both are waited for.
/// </summary>
internal sealed class KafkaTopics(KafkaAdmin admin, TimeProvider clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a topic is observed that another run may be writing to.</summary>
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Settings of a created topic. The broker stamps records when it stores them (append time); records live for 7 days by that time, so
    /// that an analysis on another day finds them and a forgotten topic is still removed from disk; there is no compaction and no size
    /// limit.
    /// </summary>
    private static readonly Dictionary<string, string> Configs = new()
    {
        ["message.timestamp.type"] = "LogAppendTime",
        ["cleanup.policy"] = "delete",
        ["retention.ms"] = "604800000",
        ["retention.bytes"] = "-1",
        ["max.message.bytes"] = $"{KafkaClientConfig.MaxBatchBytes}",
    };

    /// <summary>Creates the topics; see <see cref="ITransport.CreateTopicsAsync"/>.</summary>
    public async Task CreateAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct)
    {
        var existing = (await Task.Run(() => admin.Metadata(ct), ct).ConfigureAwait(false)).Topics;
        var inspector = new TopicInspector(admin);
        List<(TopicSpec Spec, TopicFinding? Found)> findings = [];
        foreach (var spec in topics)
        {
            var metadata = KafkaAdmin.IsOfUsers(spec.Name) ? existing.Find(t => t.Topic == spec.Name) : null;
            findings.Add((spec, metadata is null ? null : await inspector.InspectAsync(metadata, ct).ConfigureAwait(false)));
        }

        var plan = findings.ToLookup(f => TopicRules.Decide(f.Spec, f.Found, admin.Settings.RecreateTopics));
        foreach (var (spec, found) in plan[TopicDecision.Refuse]) throw TopicRules.Refusal(spec, found);
        await RefuseThoseInUseAsync([.. plan[TopicDecision.Recreate].Select(f => f.Found!)], ct).ConfigureAwait(false);

        await DeleteAsync([.. plan[TopicDecision.Recreate].Select(f => f.Spec.Name)], ct).ConfigureAwait(false);
        TopicSpec[] missing = [.. plan[TopicDecision.Recreate].Concat(plan[TopicDecision.Create]).Select(f => f.Spec)];
        await CreateMissingAsync(missing, ct).ConfigureAwait(false);
        foreach (var spec in missing) await AwaitEmptyAsync(spec, ct).ConfigureAwait(false);
    }

    /// <summary>Deletes those of the topics that exist and are ours; returns the names of those that are not, which stay.</summary>
    public async Task<IReadOnlyList<string>> DeleteOwnAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        var existing = (await Task.Run(() => admin.Metadata(ct), ct).ConfigureAwait(false)).Topics.Where(t => names.Contains(t.Topic));
        var inspector = new TopicInspector(admin);
        List<string> own = [], others = [];
        foreach (var topic in existing)
        {
            var found = await inspector.InspectAsync(topic, ct).ConfigureAwait(false);
            var refused = TopicRules.Decide(new TopicSpec(topic.Topic, found.Partitions), found, recreate: false) == TopicDecision.Refuse;
            (refused ? others : own).Add(topic.Topic);
        }

        await DeleteAsync(own, ct).ConfigureAwait(false);
        return others;
    }

    /// <summary>Deletes topics and returns when the cluster no longer lists them.</summary>
    public async Task DeleteAsync(IReadOnlyList<string> names, CancellationToken ct)
    {
        if (names.Count == 0) return;
        var operation = $"deleting topic {string.Join(", ", names.Select(name => $"'{name}'"))}";
        try
        {
            var options = new DeleteTopicsOptions { RequestTimeout = KafkaAdmin.AnswerTimeout, OperationTimeout = Timeout };
            await admin.Client.DeleteTopicsAsync(names, options).WaitAsync(ct).ConfigureAwait(false);
        }
        catch (KafkaException e) when (KafkaAdmin.FirstError(e).Code != ErrorCode.UnknownTopicOrPart)
        {
            throw KafkaFaults.Of(admin.Settings, operation, KafkaAdmin.FirstError(e), admin.Errors.Last);
        }
        catch (KafkaException)
        {
            // Another client deleted it at the same time: the result is the same.
        }
        await UntilAsync(operation, () => Task.FromResult(!admin.Metadata(ct).Topics.Exists(t => names.Contains(t.Topic))), ct)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// A topic of another run whose last record is recent is observed: if it grows, that run is alive, and its topic is not deleted.
    /// </summary>
    private async Task RefuseThoseInUseAsync(IReadOnlyList<TopicFinding> found, CancellationToken ct)
    {
        var nowMs = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var young = found.Where(f => TopicRules.MayBeInUse(f, admin.Settings.RunMark, nowMs)).ToList();
        if (young.Count == 0 || admin.Settings.RecreateTopics) return;
        var before = await EndsAsync(young, ct).ConfigureAwait(false);
        await Task.Delay(Watch, clock, ct).ConfigureAwait(false);
        var after = await EndsAsync(young, ct).ConfigureAwait(false);
        for (var i = 0; i < young.Count; i++)
            if (after[i] > before[i]) throw TopicRules.InUse(young[i]);
    }

    private async Task<long[]> EndsAsync(IReadOnlyList<TopicFinding> topics, CancellationToken ct)
    {
        var ends = new long[topics.Count];
        for (var i = 0; i < ends.Length; i++)
            ends[i] = (await admin.OffsetsAsync(topics[i].Name, topics[i].Partitions, OffsetSpec.Latest(), ct).ConfigureAwait(false)).Sum();
        return ends;
    }

    private async Task CreateMissingAsync(IReadOnlyList<TopicSpec> specs, CancellationToken ct)
    {
        List<TopicSpec> left = [.. specs];
        await UntilAsync($"creating topic {string.Join(", ", specs.Select(s => $"'{s.Name}'"))}", async () =>
        {
            if (left.Count == 0) return true;
            try
            {
                // A replication factor of -1 is the cluster's own default: 1 on a single broker, and what the policy requires elsewhere.
                var wanted = left.Select(s =>
                    new TopicSpecification { Name = s.Name, NumPartitions = s.Partitions, ReplicationFactor = -1, Configs = Configs });
                var options = new CreateTopicsOptions { RequestTimeout = KafkaAdmin.AnswerTimeout, OperationTimeout = Timeout };
                await admin.Client.CreateTopicsAsync(wanted, options).WaitAsync(ct).ConfigureAwait(false);
                return true;
            }
            catch (CreateTopicsException e)
            {
                // A topic whose deletion is not complete still "exists": the creation is retried.
                if (e.Results.Find(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists) is { } refused)
                    throw KafkaFaults.Of(admin.Settings, $"creating topic '{refused.Topic}'", refused.Error, admin.Errors.Last);
                left.RemoveAll(s => e.Results.Exists(r => r.Topic == s.Name && !r.Error.IsError));
                return false;
            }
            catch (KafkaException e)
            {
                throw KafkaFaults.Of(admin.Settings, "creating topics", e, admin.Errors.Last);
            }
        }, ct).ConfigureAwait(false);
    }

    /// <summary>
    /// Returns when every partition has a leader and starts at offset 0: until then an old topic of the same name may still answer.
    /// </summary>
    private Task AwaitEmptyAsync(TopicSpec spec, CancellationToken ct) => UntilAsync($"waiting for topic '{spec.Name}'", async () =>
    {
        var topic = admin.Metadata(ct).Topics.Find(t => t.Topic == spec.Name);
        if (topic is null || topic.Error.IsError || topic.Partitions.Count != spec.Partitions) return false;
        if (topic.Partitions.Exists(p => p.Leader < 0 || p.Error.IsError)) return false;
        try
        {
            var ends = await admin.OffsetsAsync(spec.Name, spec.Partitions, OffsetSpec.Latest(), ct).ConfigureAwait(false);
            return ends.All(end => end == 0);
        }
        catch (TransportException)
        {
            // The leader does not know the topic yet; if that persists, the wait times out.
            return false;
        }
    }, ct);

    private async Task UntilAsync(string operation, Func<Task<bool>> holds, CancellationToken ct)
    {
        var start = clock.GetTimestamp();
        while (!await holds().ConfigureAwait(false))
        {
            if (clock.GetElapsedTime(start) > Timeout)
                throw KafkaFaults.Of(admin.Settings, operation, new Error(ErrorCode.Local_TimedOut), admin.Errors.Last);
            await Task.Delay(Pause, clock, ct).ConfigureAwait(false);
        }
    }
}
