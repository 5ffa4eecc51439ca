using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace CtrBench.Traffic.Kafka;

/// <summary>Inspects an existing topic: its shape, and the run marks of the first kept and the last records of each partition.</summary>
internal sealed class TopicInspector(KafkaAdmin admin)
{
    /// <summary>Records inspected at the end: the last offsets may be transaction markers, which no reader sees.</summary>
    private const int TailRecords = 5;

    /// <summary>The topic's current state.</summary>
    public async Task<TopicFinding> InspectAsync(TopicMetadata topic, CancellationToken ct)
    {
        var (name, partitions) = (topic.Topic, topic.Partitions.Count);
        var stamps = await admin.TimestampTypeAsync(name, ct).ConfigureAwait(false) == KafkaAdmin.LogAppendTime;
        var first = await admin.OffsetsAsync(name, partitions, OffsetSpec.Earliest(), ct).ConfigureAwait(false);
        var end = await admin.OffsetsAsync(name, partitions, OffsetSpec.Latest(), ct).ConfigureAwait(false);
        var finding = new TopicFinding(name, partitions, stamps, end.Sum() - first.Sum(), end.Any(e => e > 0), 0, null, null, 0);
        return finding.Records == 0 ? finding : await Task.Run(() => Look(finding, first, end, ct), ct).ConfigureAwait(false);
    }

    private TopicFinding Look(TopicFinding finding, long[] first, long[] end, CancellationToken ct)
    {
        // Aborted records count as well: they show that the topic was written to.
        var config = new Dictionary<string, string>(KafkaClientConfig.Reader(admin.Settings))
        {
            [KafkaIsolation.Property] = KafkaIsolation.Uncommitted,
        };
        using var consumer = KafkaAdmin.Build(admin.Settings, () => new ConsumerBuilder<Ignore, Ignore>(config)
            .SetErrorHandler((_, error) => admin.Errors.Add(error)).SetLogHandler((_, _) => { }).Build());
        var filled = Enumerable.Range(0, first.Length).Where(p => end[p] > first[p]).ToList();
        foreach (var starts in (long[][])[first, [.. end.Select((e, p) => Math.Max(first[p], e - TailRecords))]])
        {
            consumer.Assign(filled.Select(p => new TopicPartitionOffset(finding.Name, p, starts[p])));
            finding = ReadOn(consumer, finding, filled.Count, onePerPartition: starts == first, ct);
        }
        consumer.Unassign();
        return finding;
    }

    /// <summary>Reads each assigned partition to its end, or only its first record.</summary>
    private TopicFinding ReadOn(
        IConsumer<Ignore, Ignore> consumer, TopicFinding finding, int partitions, bool onePerPartition, CancellationToken ct)
    {
        var done = new HashSet<int>();
        var waited = TimeSpan.Zero;
        while (done.Count < partitions)
        {
            ct.ThrowIfCancellationRequested();
            var step = TimeSpan.FromMilliseconds(200);
            var record = consumer.Consume(step);
            if (record is null)
            {
                waited += step;
                if (waited > KafkaAdmin.AnswerTimeout)
                {
                    var timeout = new Error(ErrorCode.Local_TimedOut);
                    throw KafkaFaults.Of(admin.Settings, $"inspecting topic '{finding.Name}'", timeout, admin.Errors.Last);
                }
                continue;
            }
            if (record.IsPartitionEOF) done.Add(record.Partition.Value);
            else if (done.Contains(record.Partition.Value)) continue;
            else
            {
                finding = With(finding, record);
                if (onePerPartition) done.Add(record.Partition.Value);
            }
        }
        return finding;
    }

    private static TopicFinding With(TopicFinding finding, ConsumeResult<Ignore, Ignore> record)
    {
        var mark = record.Message.Headers.TryGetLastBytes(KafkaHeaders.Run, out var bytes) ? KafkaHeaders.DecodeRun(bytes) : null;
        var appendMs = record.Message.Timestamp.UnixTimestampMs;
        return finding with
        {
            Inspected = finding.Inspected + 1,
            FirstUnmarked = finding.FirstUnmarked ?? (mark is null ? $"partition {record.Partition.Value}, offset "
                + $"{record.Offset.Value}" : null),
            LastMark = mark is not null && appendMs >= finding.LastAppendMs ? mark : finding.LastMark,
            LastAppendMs = Math.Max(finding.LastAppendMs, appendMs),
        };
    }
}
