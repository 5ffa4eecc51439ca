using CtrBench.Harness.Advice;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Running;

/// <summary>
/// Rows of a topic that others fill, read without a trace: no group, no commit, no topic made. A record arrived when the broker stored it
/// or, where the topic has the times of its producers (CreateTime), when it was read here, which only new records allow.
/// </summary>
internal sealed class TopicSample(SamplePlan plan, EventSchema? schema, TimeProvider clock)
{
    private const int MaxRecords = 4_096;

    private readonly List<Row> _rows = [];
    private readonly EventBatch _batch = new(MaxRecords);
    private SkeletonEventParser? _parser;
    private TaskCompletionSource? _enough;
    private bool _appended;
    private string? _unreadable;
    private int _timed;

    /// <summary>Reads the sample.</summary>
    /// <exception cref="TransportException">The broker is not reached, or fails.</exception>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    public async Task<AdviceInput> ReadAsync(VerbSession session, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        var topic = plan.Broker.EventsTopic;
        await using var transport = new KafkaTransport(BrokerSettings.Of(plan.Broker, null), clock) { OnNote = session.Error.WriteLine };
        var partitions = await transport.PartitionsAsync(topic, ct);
        var type = await transport.TimestampTypeAsync(topic, ct);
        _appended = type == KafkaAdmin.LogAppendTime;
        if (!_appended && plan.FromOldest) throw Unstamped(topic, type);
        await using var reader = await OpenAsync(transport, topic, ct);
        _parser = new SkeletonEventParser(new ParseProfile(Leniency.Flink, Schema: schema), new KeyTable());
        await CollectAsync(reader, progress, ct);
        return Input(topic, partitions, type);
    }

    private async Task<ITopicReader> OpenAsync(KafkaTransport transport, string topic, CancellationToken ct)
    {
        if (plan.FromOldest) return await transport.OpenReaderAsync(topic, ct: ct);
        await using var look = await transport.OpenReaderAsync(topic, ct: ct);
        return await transport.OpenReaderAsync(topic, await look.EndOffsetsAsync(ct), ct: ct);
    }

    private async Task CollectAsync(ITopicReader reader, IProgress<ProgressStep> progress, CancellationToken ct)
    {
        _enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ends = plan.FromOldest ? await reader.EndOffsetsAsync(ct) : [];
        using var stop = new CancellationTokenSource();
        using var giveUp = new CancellationTokenSource();
        var reading = new TopicReading(reader, MaxRecords, clock, Take) { GiveUp = giveUp.Token }.RunAsync(stop.Token);
        await new ProgressLoop(clock, progress, plan.DurationMs).RunAsync(_enough.Task, [reading], async elapsedMs =>
        {
            if (reading.IsCompleted) await reading;
            if (plan.FromOldest && ends.Index().All(end => reader.Position(end.Index) >= end.Item)) _enough.TrySetResult();
            return new ProgressStep("sample", elapsedMs, plan.DurationMs ?? 0, PluralText.Of(_rows.Count, "record"));
        }, ct);
        // What is stored by now need not be read to its end: a sample may end anywhere.
        await giveUp.CancelAsync();
        await stop.CancelAsync();
        try
        {
            await reading;
        }
        catch (TransportException) when (giveUp.IsCancellationRequested)
        {
            // The end of the topic was not waited for.
        }
    }

    private void Take(RecordBatch records)
    {
        var nowMs = clock.NowMs();
        for (var i = 0; i < records.Count; i++)
        {
            if (plan.Records is { } most && _rows.Count >= most)
            {
                _enough!.TrySetResult();
                return;
            }

            using var one = records.Slice(i, 1);
            _parser!.Parse(one, _batch);
            // A record may hold several rows for Flink; the first is enough to know how late it came.
            var has = _batch.Count > 0 && (_batch.Flags[0] & RowFlags.HasEventTime) != 0;
            if (has) _timed++;
            else _unreadable ??= EventTimeForm.Describe(records.Value(i), schema);
            _rows.Add(new Row(
                _appended ? records.AppendTimeMs(i) : nowMs, has ? _batch.EventTimeMs[0] : -1, (ushort)records.Partition,
                records.FirstOffset + i));
        }
    }

    private AdviceInput Input(string topic, int partitions, string? type)
    {
        if (_rows.Count == 0)
        {
            throw new TransportException(
                $"topic '{topic}': no record came in the sample", "Sample for longer, or what it holds already (from the oldest record)");
        }

        if (_timed == 0)
        {
            throw new TransportException(
                FormattableString.Invariant($"topic '{topic}': 0 of {_rows.Count:#,0} records have an event time: {_unreadable}"),
                "Name the field with --event-time PATH:FORM; ctrbench schema looks at the records and prints a mapping");
        }

        // Partitions are read at their own pace; within one the offset is the order.
        Row[] rows = [.. _rows.OrderBy(row => row.ArrivalMs).ThenBy(row => row.Partition).ThenBy(row => row.Offset)];
        return new AdviceInput
        {
            Rows = new ArrivedRows(
                [.. rows.Select(row => row.ArrivalMs * 1_000_000)], [.. rows.Select(row => row.EventTimeMs)],
                [.. rows.Select(row => row.Partition)], partitions),
            Source = $"topic {topic}",
            LatenessKnown = true,
            Assumptions =
            [
                _appended
                    ? "rows arrived when the broker stored them (message.timestamp.type=LogAppendTime)"
                    : $"the topic has message.timestamp.type={type ?? "unknown"}, whose times are no append times: rows arrived when they "
                        + "were read here",
                $"{PluralText.Of(partitions, "partition")}, as on the broker; read without a group, nothing was committed",
            ],
            Oddities = [],
        };
    }

    private static TransportException Unstamped(string topic, string? type) => new(
        $"topic '{topic}' has message.timestamp.type={type ?? "unknown"}: its records do not say when they were stored, so what it holds "
        + "does not say how late they came",
        "Sample new records instead, which are taken to arrive when they are read");

    private readonly record struct Row(long ArrivalMs, long EventTimeMs, ushort Partition, long Offset);
}
