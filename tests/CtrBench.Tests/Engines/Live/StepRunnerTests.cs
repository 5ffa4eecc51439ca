using CtrBench.Engines.Live;
using CtrBench.Tests.Contracts;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Engines.Live;

public sealed class StepRunnerTests
{
    [Theory]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public async Task A_batch_of_a_thousand_records_allocates_what_a_batch_of_ten_does(EngineFamily kind)
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await transport.CreateTopicsAsync([new("results", 1)], TestContext.Current.CancellationToken);
        await using var writer = await transport.OpenWriterAsync("results", TestContext.Current.CancellationToken);
        var query = new CtrQuery { GroupBy = GroupField.AdId };
        using RecordBatch small = Records(10), large = Records(1_000);
        var runner = Runner(query, kind, writer);
        Run(runner, large);
        Run(runner, small);
        Assert.Equal(Allocation.LeastBytes(() => Run(runner, small)), Allocation.LeastBytes(() => Run(runner, large)));
    }

    [Fact]
    public void Records_are_given_back_when_processing_them_fails()
    {
        var records = Records(10);
        var keys = new KeyTable();
        var runner = new StepRunner(
            new MicroBatchProcessor(new CtrQuery(), [0]), new Utf8EventParser(TwinParseProfile.Of(EngineFamily.MicroBatch, new CtrQuery()), keys),
            keys, sink: null!, new QueryCounters(), CancellationToken.None);
        // No batch is planned, which is a bug of the caller's.
        Assert.Throws<InvalidOperationException>(() => runner.Run(new StreamStep(StepKind.Records, records)));
        Assert.Throws<ObjectDisposedException>(records.Dispose);
    }

    private static StepRunner Runner(CtrQuery query, EngineFamily kind, ITopicWriter writer)
    {
        var micro = new MicroBatchProcessor(query, [0]);
        micro.Begin([1_000_000]);
        IWindowProcessor processor = kind == EngineFamily.MicroBatch ? micro : new ContinuousProcessor(query, 1);
        var keys = new KeyTable();
        var parser = new Utf8EventParser(TwinParseProfile.Of(kind, query), keys);
        return new StepRunner(processor, parser, keys, new ResultsSink(writer, 1, grouped: true, keys), new QueryCounters(), CancellationToken.None);
    }

    private static void Run(StepRunner runner, RecordBatch records)
    {
        for (var i = 0; i < 20; i++)
        {
            var step = runner.Run(new StreamStep(StepKind.Records, records.Retain()));
            Assert.True(runner.StoreAsync(step).IsCompletedSuccessfully);
        }
    }

    private static RecordBatch Records(int count)
    {
        var records = new RecordBatch(0);
        for (var i = 0; i < count; i++)
            records.Add(StoredRecord.Bytes("k"), StoredRecord.Bytes(new TestRow(0, i * 37 % 30_000, i % 2 == 0, $"ad-{i % 10}").Json(i)));
        return records;
    }
}
