using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Finds what keeps readers of committed records from the end of a topic: a partition's last stable offset is then below its end, and is
/// the first record of the oldest open transaction.
/// </summary>
internal sealed class KafkaTransactions(KafkaAdmin admin, TimeProvider clock)
{
    /// <summary>Partitions whose last stable offset is below their end now, each with the transaction where it can be found.</summary>
    public async Task<IReadOnlyList<BlockedPartition>> BlockedAsync(string topic, int partitions, CancellationToken ct)
    {
        // In this order an append in between only makes the end later.
        var stable = await OffsetsAsync(IsolationLevel.ReadCommitted).ConfigureAwait(false);
        var ends = await OffsetsAsync(IsolationLevel.ReadUncommitted).ConfigureAwait(false);
        List<BlockedPartition> blocked =
        [
            .. Enumerable.Range(0, partitions).Where(p => stable[p] < ends[p])
                .Select(p => new BlockedPartition(topic, p, stable[p], ends[p])),
        ];
        if (blocked.Count == 0) return blocked;
        var cluster = await Task.Run(() => admin.Metadata(ct), ct).ConfigureAwait(false);
        for (var i = 0; i < blocked.Count; i++) blocked[i] = await NamedAsync(blocked[i], cluster, ct).ConfigureAwait(false);
        return blocked;

        Task<long[]> OffsetsAsync(IsolationLevel isolation) =>
            admin.OffsetsAsync(topic, partitions, OffsetSpec.Latest(), ct, isolation);
    }

    private async Task<BlockedPartition> NamedAsync(BlockedPartition blocked, Metadata cluster, CancellationToken ct)
    {
        var leader = cluster.Topics.Find(t => t.Topic == blocked.Topic)?.Partitions.Find(p => p.PartitionId == blocked.Partition)?.Leader;
        if (cluster.Brokers.Find(b => b.BrokerId == leader) is not { } broker) return blocked;
        var described = await AskAsync(broker, TransactionWire.DescribeProducers(blocked.Topic, blocked.Partition)).ConfigureAwait(false);
        var open = TransactionWire.Producers(described).Where(t => t.FromOffset == blocked.StableOffset).Cast<OpenTransaction?>()
            .FirstOrDefault();
        if (open is not { } transaction) return blocked;
        blocked = blocked with { ProducerId = transaction.ProducerId, LastWriteMs = transaction.LastWriteMs };
        foreach (var one in cluster.Brokers)
        {
            var listed = await AskAsync(one, TransactionWire.ListTransactions(transaction.ProducerId)).ConfigureAwait(false);
            if (TransactionWire.TransactionalId(listed, transaction.ProducerId) is { } id) return blocked with { TransactionalId = id };
        }

        return blocked;

        async Task<byte[]> AskAsync(BrokerMetadata of, byte[] request) =>
            await PlainRequest.AskAsync(admin.Settings, of, request, clock, ct).ConfigureAwait(false) ?? [];
    }
}

/// <summary>A partition that readers of committed records cannot read to its end.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Partition">The partition.</param>
/// <param name="StableOffset">The last stable offset: the first record of the transaction that blocks.</param>
/// <param name="EndOffset">The end of the partition, exclusive.</param>
internal sealed record BlockedPartition(string Topic, int Partition, long StableOffset, long EndOffset)
{
    /// <summary>Id that the broker gave to the producer of the transaction; null when it could not be asked for.</summary>
    public long? ProducerId { get; init; }

    /// <summary>The transaction's id; null when it could not be asked for.</summary>
    public string? TransactionalId { get; init; }

    /// <summary>When its producer last wrote to the partition, epoch ms; null when it could not be asked for.</summary>
    public long? LastWriteMs { get; init; }

    /// <summary>What blocks, where, and what to do.</summary>
    public override string ToString()
    {
        var waiting = (EndOffset - StableOffset).ToString("#,0", CultureInfo.InvariantCulture);
        var where = string.Create(
            CultureInfo.InvariantCulture,
            $"topic '{Topic}', partition {Partition}: an open transaction that began at offset {StableOffset} keeps readers of committed "
            + $"records from the {waiting} offsets behind it");
        var who = (TransactionalId, ProducerId) switch
        {
            ({ } id, { } producer) => string.Create(
                CultureInfo.InvariantCulture, $"its transactional id is '{id}', producer id {producer}"),
            (_, { } producer) => string.Create(
                CultureInfo.InvariantCulture,
                $"its producer id is {producer}; kafka-transactions.sh list --producer-id-filter {producer} shows its transactional id"),
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"kafka-transactions.sh describe-producers --topic {Topic} --partition {Partition} shows its producer"),
        };
        var since = LastWriteMs is { } ms
            ? string.Create(CultureInfo.InvariantCulture, $", last written at {DateTimeOffset.FromUnixTimeMilliseconds(ms):HH:mm:ss} UTC")
            : "";
        return $"{where}; {who}{since}. Commit or abort it, wait for its timeout, or read with isolation.level=read_uncommitted";
    }
}
