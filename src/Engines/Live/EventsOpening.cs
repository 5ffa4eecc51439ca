using CtrBench.Engines.Checkpoints;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>
/// Opens the events topic where a twin begins to read: at its checkpoint, and without one at the oldest record kept, as the real engines
/// do. Partitions that were added since the checkpoint are read from their oldest record on.
/// </summary>
internal sealed class EventsOpening(EngineEndpoints endpoints, DeliverySettings delivery, QueryCounters counters)
{
    private readonly string _topic = endpoints.EventsTopic;

    /// <summary>A reader and the offset at which each partition begins.</summary>
    /// <exception cref="RecordsRemovedException">Records after the checkpoint were removed, and the query ends then.</exception>
    /// <exception cref="CheckpointException">The topic ends before the checkpoint.</exception>
    public Task<(ITopicReader Reader, long[] Offsets)> OpenAsync(
        Checkpoint? checkpoint, string? folder, int partitions, CancellationToken ct) =>
        checkpoint is null ? AtOldestAsync(partitions, ct) : AtAsync(checkpoint.Offsets, folder!, partitions, ct);

    private async Task<(ITopicReader Reader, long[] Offsets)> AtOldestAsync(int partitions, CancellationToken ct)
    {
        var reader = await OpenAsync(null, ct).ConfigureAwait(false);
        // A position passes over offsets that never held a record, and those are not gone.
        long[] offsets = [.. Enumerable.Range(0, partitions).Select(p => reader.State?.FirstKept[p] ?? reader.Position(p))];
        for (var p = 0; p < partitions; p++) WarnOfStart(p, offsets[p]);
        return (reader, offsets);
    }

    private async Task<(ITopicReader Reader, long[] Offsets)> AtAsync(
        IReadOnlyList<long> known, string folder, int partitions, CancellationToken ct)
    {
        if (known.Count > partitions)
            throw new CheckpointException(
                folder, $"its checkpoint is of {known.Count} partitions, but topic '{_topic}' has {partitions}: it is another topic",
                "Choose another checkpoint folder, or remove this one, to start from the first record");
        long[] offsets = [.. known, .. new long[partitions - known.Count]];
        if (partitions > known.Count)
            counters.Warn(
                $"topic '{_topic}' had {PluralText.Of(known.Count, "partition")} at the checkpoint and has {partitions}: the new ones "
                + "are read from their first record");
        while (true)
        {
            try
            {
                return (await OpenAsync(offsets, ct).ConfigureAwait(false), offsets);
            }
            catch (OffsetNotKeptException gone) when (gone.AskedOffset < gone.FirstKeptOffset)
            {
                if (gone.Partition < known.Count) Lose(gone);
                else WarnOfStart(gone.Partition, gone.FirstKeptOffset);
                offsets[gone.Partition] = gone.FirstKeptOffset;
            }
            catch (ArgumentException)
            {
                var now = await endpoints.Transport.PartitionsAsync(_topic, ct).ConfigureAwait(false);
                if (now == offsets.Length) throw;
                throw new PartitionsAddedException(_topic, offsets.Length, now, "They came while the query was being started");
            }
            catch (OffsetNotKeptException beyond)
            {
                throw new CheckpointException(
                    folder, FormattableString.Invariant(
                        $"its checkpoint stands at offset {beyond.AskedOffset} of topic '{_topic}', partition {beyond.Partition}, which ")
                    + FormattableString.Invariant($"ends at {beyond.EndOffset}: the topic is another one, or its broker has lost records"),
                    "Choose another checkpoint folder, or remove this one, to start from the first record", beyond);
            }
        }
    }

    private async Task<ITopicReader> OpenAsync(IReadOnlyList<long>? offsets, CancellationToken ct) =>
        await endpoints.Transport.OpenReaderAsync(_topic, offsets, RecordDetail.ValuesOnly, ct).ConfigureAwait(false);

    private void Lose(OffsetNotKeptException gone)
    {
        if (delivery.FailOnDataLoss)
            throw DataLoss.Of(_topic, gone.Partition, gone.AskedOffset, gone.FirstKeptOffset, "The checkpoint stands before them");
        counters.Warn(DataLoss.Note(_topic, gone.Partition, gone.AskedOffset, gone.FirstKeptOffset));
        counters.CountRemoved(gone.FirstKeptOffset - gone.AskedOffset);
    }

    private void WarnOfStart(int partition, long first)
    {
        if (first == 0) return;
        counters.Warn(FormattableString.Invariant(
            $"topic '{_topic}': the first {PluralText.Of(first, "offset")} of partition {partition} ")
            + FormattableString.Invariant($"{(first == 1 ? "was" : "were")} gone before the start; it is read from the oldest ")
            + "record kept");
    }
}

/// <summary>What is said of records that were removed before a query had read them (K13).</summary>
internal static class DataLoss
{
    /// <summary>The setting that decides whether a query ends then.</summary>
    public const string Setting = $"{nameof(DeliverySettings)}.{nameof(DeliverySettings.FailOnDataLoss)}";

    /// <summary>The error of a query that ends.</summary>
    public static RecordsRemovedException Of(string topic, int partition, long from, long to, string why) =>
        new(topic, partition, from, to, why) { Setting = Setting };

    /// <summary>The message of a query that continues.</summary>
    public static string Note(string topic, int partition, long from, long to) => FormattableString.Invariant(
        $"data loss: topic '{topic}', partition {partition}: {to - from} offsets ({from} to {to - 1}) were removed by its retention ")
        + "before the query read them; it continues without them, and its results are incomplete";
}
