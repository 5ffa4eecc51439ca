using CtrBench.Engines;
using CtrBench.Engines.Emulation;
using CtrBench.Engines.Live;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Events;
using CtrBench.Traffic.Transport;

namespace CtrBench.Tests.Engines.Live;

public sealed class TwinWorkerTests
{
    [Theory]
    [InlineData(TwinKind.MicroBatch)]
    [InlineData(TwinKind.Continuous)]
    public async Task A_batch_of_a_thousand_records_allocates_what_a_batch_of_ten_does(TwinKind kind)
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await transport.CreateTopicsAsync([new("results", 1)], TestContext.Current.CancellationToken);
        await using var writer = await transport.OpenWriterAsync("results", TestContext.Current.CancellationToken);
        var query = new CtrQuery { GroupBy = GroupField.AdId };
        using RecordBatch small = Records(10), large = Records(1_000);
        var worker = Worker(query, kind, writer);
        AllocatedBytes(worker, large);
        AllocatedBytes(worker, small);
        // A collection in between takes arrays out of their pool, to be made anew: the least of a few tries is what the work itself asks for.
        Assert.Equal(Least(small), Least(large));

        long Least(RecordBatch records) => Enumerable.Range(0, 5).Min(_ => AllocatedBytes(worker, records));
    }

    [Fact]
    public void Records_are_given_back_when_processing_them_fails()
    {
        var records = Records(10);
        var worker = new TwinWorker(
            new MicroBatchProcessor(new CtrQuery(), [0]), new Utf8EventParser(TwinParseProfile.Of(TwinKind.MicroBatch, new CtrQuery()), new KeyTable()),
            output: null!, TimeProvider.System, new TwinCounters(), CancellationToken.None);
        // No batch is planned, which is a bug of the caller's.
        Assert.Throws<InvalidOperationException>(() => worker.Run(new TwinStep(StepKind.Records, 0, records)));
        Assert.Throws<ObjectDisposedException>(records.Dispose);
    }

    private static TwinWorker Worker(CtrQuery query, TwinKind kind, ITopicWriter writer)
    {
        var micro = new MicroBatchProcessor(query, [0]);
        micro.Begin([1_000_000]);
        IWindowProcessor processor = kind == TwinKind.MicroBatch ? micro : new ContinuousProcessor(query, 1);
        var keys = new KeyTable();
        var parser = new Utf8EventParser(TwinParseProfile.Of(kind, query), keys);
        return new TwinWorker(processor, parser, new TwinOutput(writer, 1, grouped: true, keys), TimeProvider.System, new TwinCounters(), CancellationToken.None);
    }

    private static long AllocatedBytes(TwinWorker worker, RecordBatch records)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            var step = worker.Run(new TwinStep(StepKind.Records, 0, records.Retain()));
            Assert.True(worker.StoreAsync(step).IsCompletedSuccessfully);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static RecordBatch Records(int count)
    {
        var records = new RecordBatch(0);
        for (var i = 0; i < count; i++)
            records.Add(StoredRecord.Bytes("k"), StoredRecord.Bytes(new TestRow(0, i * 37 % 30_000, i % 2 == 0, $"ad-{i % 10}").Json(i)));
        return records;
    }
}
