using System.Buffers.Binary;
using CtrBench.Traffic.Kafka;

namespace CtrBench.Tests.Traffic.Kafka;

public sealed class TransactionWireTests
{
    [Fact]
    public void A_request_says_how_long_it_is_and_what_it_asks()
    {
        var producers = TransactionWire.DescribeProducers("topic", 300);
        Assert.Equal(producers.Length - 4, BinaryPrimitives.ReadInt32BigEndian(producers));
        Assert.Equal(new byte[] { 0, 61, 0, 0 }, producers[4..8]);
        byte[] topics = [2, 6, .. "topic"u8, 2, 0, 0, 1, 44, 0, 0];
        Assert.Equal(topics, producers[^topics.Length..]);

        var listed = TransactionWire.ListTransactions(258);
        Assert.Equal(new byte[] { 0, 66, 0, 0 }, listed[4..8]);
        byte[] filters = [1, 2, 0, 0, 0, 0, 0, 0, 1, 2, 0];
        Assert.Equal(filters, listed[^filters.Length..]);
    }

    [Fact]
    public void The_open_transaction_of_a_partition_is_found_and_its_id()
    {
        Assert.Equal([new OpenTransaction(7, 12, 1_000)], TransactionWire.Producers(Described()));
        Assert.Equal("orders", TransactionWire.TransactionalId(Listed(), 7));
        Assert.Null(TransactionWire.TransactionalId(Listed(), 8));
    }

    [Fact]
    public void A_truncated_answer_gives_nothing_and_no_error()
    {
        var described = Described();
        for (var length = 0; length < described.Length - 10; length++) Assert.Empty(TransactionWire.Producers(described.AsSpan(0, length)));
        var listed = Listed();
        for (var length = 0; length < 40; length++) Assert.Null(TransactionWire.TransactionalId(listed.AsSpan(0, length), 7));
    }

    /// <summary>Two producers, the first without a transaction.</summary>
    private static byte[] Described() =>
    [
        0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 2, (byte)'t', 2, 0, 0, 0, 3, 0, 0, 0, 3,
        .. Long(6), 0, 0, 0, 1, 0, 0, 0, 9, .. Long(900), 0, 0, 0, 0, .. Long(-1), 0,
        .. Long(7), 0, 0, 0, 1, 0, 0, 0, 9, .. Long(1_000), 0, 0, 0, 0, .. Long(12), 0,
        0, 0, 0,
    ];

    private static byte[] Listed() =>
        [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 3, 6, .. "others"u8[..5], .. Long(6), 8, .. "Ongoing"u8, 0, 7, .. "orders"u8, .. Long(7), 8, .. "Ongoing"u8, 0, 0];

    private static byte[] Long(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        return bytes;
    }
}
