using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>What a writer does when the broker is away, and what it says when records cannot be stored.</summary>
[Collection("Kafka")]
public sealed class KafkaWriterTests(KafkaBroker broker)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_killed_and_restarted_in_the_middle_loses_nothing_and_doubles_nothing() =>
        await NothingIsLostAsync(async () =>
        {
            await broker.KillAsync();
            await broker.StartAgainAsync();
        });

    [Fact]
    public async Task A_broker_that_stands_still_for_a_while_loses_nothing_and_doubles_nothing() =>
        await NothingIsLostAsync(async () =>
        {
            await broker.PauseAsync();
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Ct);
            await broker.ResumeAsync();
        });

    [Fact]
    public async Task A_record_that_is_too_large_is_counted_with_what_to_raise_and_the_others_are_stored()
    {
        await using var rig = await new KafkaRig(await broker.AddressAsync()).CreateAsync(Ct);
        await using var writer = (KafkaWriter)await rig.Transport.OpenWriterAsync(rig.Topic, Ct);
        writer.Append(0, "k", "before");
        writer.Append(0, "k", new string('x', KafkaClientConfig.MaxRecordBytes + 1));
        writer.Append(0, "k", "after");
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(2, 1), writer.Counts);
        Assert.Equal(["before", "after"], (await rig.ReadAllAsync(1, Ct)).Select(r => r.Value));
        var reason = Assert.Single(writer.FailureReasons);
        Assert.StartsWith("1 not stored: a record is larger than the topic accepts, at 4000002 bytes. Raise max.message.bytes", reason);
    }

    [Fact]
    public async Task A_topic_deleted_under_a_writer_ends_it_with_an_error()
    {
        await using var rig = await new KafkaRig(await broker.AddressAsync()).CreateAsync(Ct);
        await using var writer = await rig.Transport.OpenWriterAsync(rig.Topic, Ct);
        await writer.WriteAsync(0, 0, 3, Ct);
        await KafkaRig.DeleteAsync(rig.Settings, [rig.Topic]);
        writer.Append(0, "k", "v");
        var end = await Assert.ThrowsAsync<TransportException>(async () => await writer.FlushAsync(Ct));
        Assert.Contains($"writing topic '{rig.Topic}'", end.Message);
        Assert.Equal(new WriterCounts(3, 1), writer.Counts);
    }

    [Fact]
    public async Task A_disposal_does_not_wait_for_ever_and_counts_what_it_gave_up()
    {
        var address = await broker.AddressForFaultsAsync();
        await using var rig = await new KafkaRig(address).CreateAsync(Ct);
        var writer = (KafkaWriter)await rig.Transport.OpenWriterAsync(rig.Topic, Ct);
        await writer.WriteAsync(0, 0, 3, Ct);
        await broker.PauseAsync();
        try
        {
            for (var i = 0; i < 100; i++) writer.Append(0, "k", "v");
            await writer.DisposeAsync();
        }
        finally
        {
            await broker.ResumeAsync();
        }

        Assert.Equal(new WriterCounts(3, 100), writer.Counts);
        Assert.Contains("100 not stored: the broker had not answered", Assert.Single(writer.FailureReasons));
    }

    [Fact]
    public async Task Readers_of_another_run_see_these_records_as_foreign_and_a_gap_as_none()
    {
        await using var rig = await new KafkaRig(await broker.AddressAsync()).CreateAsync(Ct);
        await using (var writer = await rig.Transport.OpenWriterAsync(rig.Topic, Ct)) await writer.WriteAsync(0, 0, 1, Ct);
        await using (var stranger = new KafkaTransport(rig.Settings with { RunMark = "other-run" }, TimeProvider.System))
        await using (var writer = await stranger.OpenWriterAsync(rig.Topic, Ct)) await writer.WriteAsync(0, 1, 2, Ct);
        await using (var unmarked = new KafkaTransport(rig.Settings with { RunMark = null }, TimeProvider.System))
        await using (var writer = await unmarked.OpenWriterAsync(rig.Topic, Ct)) await writer.WriteAsync(0, 2, 3, Ct);
        Assert.Equal([false, true, true], await ForeignAsync(rig.Transport, rig.Topic));
        await using var indifferent = new KafkaTransport(rig.Settings with { RunMark = null }, TimeProvider.System);
        Assert.Equal([false, false, false], await ForeignAsync(indifferent, rig.Topic));
    }

    private static async Task<List<bool>> ForeignAsync(KafkaTransport transport, string topic)
    {
        await using var reader = await transport.OpenReaderAsync(topic, ct: Ct);
        List<bool> foreign = [];
        while (foreign.Count < 3)
        {
            if (!reader.TryRead(0, 10, out var batch)) await reader.WaitToReadAsync(Ct);
            else using (batch) foreign.AddRange(Enumerable.Range(0, batch.Count).Select(i => batch.IsForeign(i)));
        }

        return foreign;
    }

    /// <summary>Writes on while the broker suffers, then compares what is stored with what was appended, record by record.</summary>
    private async Task NothingIsLostAsync(Func<Task> sufferAsync)
    {
        await using var rig = await new KafkaRig(await broker.AddressForFaultsAsync()).CreateAsync(Ct, partitions: 2);
        await using var reader = await rig.Transport.OpenReaderAsync(rig.Topic, ct: Ct);
        await using var writer = await rig.Transport.OpenWriterAsync(rig.Topic, Ct);
        var written = 0;
        async Task WriteAsync(int records)
        {
            for (var end = written + records; written < end; written++)
            {
                writer.Append(written % 2, "k", $"{written}");
                if (written % 100 == 0) await writer.SubmitAsync(Ct);
            }
        }

        await WriteAsync(20_000);
        var suffering = Task.Run(sufferAsync, Ct);
        while (!suffering.IsCompleted)
        {
            await WriteAsync(100);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Ct);
        }

        await suffering;
        await WriteAsync(20_000);
        await writer.FlushAsync(Ct);
        Assert.Equal(new WriterCounts(written, 0), writer.Counts);
        // The reader that was open throughout, and one that comes afterwards.
        foreach (var records in (List<StoredRecord>[])[await reader.TakeAsync(2, written, Ct), await rig.ReadAllAsync(2, Ct)])
        {
            for (var p = 0; p < 2; p++)
                Assert.Equal(Enumerable.Range(0, written).Where(i => i % 2 == p).Select(i => $"{i}"), records.Where(r => r.Partition == p).Select(r => r.Value));
        }
    }
}
