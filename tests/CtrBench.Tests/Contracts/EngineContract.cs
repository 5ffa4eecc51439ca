using CsCheck;
using CtrBench.Engines;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Contracts;

/// <summary>
/// What every engine must do, whatever the transport. A subclass says how to make both, and what the engine's rules leave open.
/// </summary>
public abstract class EngineContract : IAsyncLifetime
{
    /// <summary>An event time far behind every other: it closes all windows of a test.</summary>
    protected const long FarMs = 10_000_000_000;

    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private ITransport? _transport;
    private int _rigs;

    /// <summary>The engine.</summary>
    protected abstract IStreamEngine Engine { get; }

    /// <summary>Whether the end of the input closes every open window (F28); Spark leaves them in its state (S23).</summary>
    protected abstract bool ClosesAtEndOfInput { get; }

    /// <summary>A query that this engine answers quickly: windows of 1 s, nothing of a test is ever late, grouped by ad.</summary>
    protected abstract CtrQuery Query { get; }

    /// <summary>Queries that it cannot honour, and the fields that it must name.</summary>
    protected abstract IEnumerable<(string Field, CtrQuery Query)> Refused { get; }

    /// <summary>A transport of its own for one test.</summary>
    protected abstract ITransport CreateTransport();

    /// <summary>How long a test may take; a real engine starts a job in seconds.</summary>
    protected virtual TimeSpan Limit => TimeSpan.FromSeconds(60);

    /// <summary>How many random logs are tried.</summary>
    protected virtual int Samples => 4;

    /// <summary>Ends a test that hangs.</summary>
    protected CancellationToken Ct => _limit.Token;

    public virtual ValueTask InitializeAsync()
    {
        _limit.CancelAfter(Limit);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_transport is not null) await _transport.DisposeAsync();
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Fresh topics on this test's transport.</summary>
    protected Task<EngineRig> RigAsync(int partitions = 2) =>
        EngineRig.CreateAsync(_transport ??= CreateTransport(), $"contract-{Environment.ProcessId}-{Interlocked.Increment(ref _rigs)}", Ct, partitions);

    [Fact]
    public async Task It_reads_what_was_there_before_it_started_and_what_comes_after()
    {
        await using var rig = await RigAsync();
        await rig.SendAsync(Rows(40));
        await using var query = await Engine.StartAsync(Query, rig.Endpoints, Ct);
        await rig.SendAsync(Rows(25));
        await rig.UntilAsync(query, p => p.RecordsRead == 65);
        await query.StopAsync(drain: false, Ct);
        Assert.Equal(65, query.Progress.RecordsRead);
        await query.Completion;
    }

    [Theory]
    [InlineData(GroupField.None)]
    [InlineData(GroupField.AdId)]
    public async Task Results_are_those_of_a_naive_count_when_nothing_is_late(GroupField groupBy)
    {
        var rows = Gen.Select(Gen.Int[0, 1], Gen.Long[0, 9_999], Gen.Bool, Gen.Int[1, 3], (p, ms, click, ad) => new TestRow(p, ms, click, $"ad-{ad}")).Array[1, 300];
        await rows.SampleAsync(
            async sample =>
            {
                await using var rig = await RigAsync();
                await using var query = await Engine.StartAsync(Query with { GroupBy = groupBy }, rig.Endpoints, Ct);
                foreach (var part in sample.Chunk(50)) await rig.SendAsync(part);
                await rig.SendClosingAsync(FarMs);
                var expected = NaiveOracle.Windows(rig.Rows.SkipLast(2), 1_000, groupBy == GroupField.AdId).ToList();
                Assert.Equal(expected, await rig.ReceiveAsync(expected.Count));
                await query.StopAsync(drain: false, Ct);
                Assert.Equal(expected, rig.ReceiveRest());
                Assert.Equal((expected.Count, 0), (query.Progress.ResultsWritten, query.Progress.LateDropped));
            },
            iter: Samples, threads: 1);
    }

    [Fact]
    public async Task A_query_that_it_cannot_honour_is_refused_by_the_name_of_its_field_and_leaves_nothing_open()
    {
        await using var rig = await RigAsync();
        (string, CtrQuery)[] all = [(QueryFields.Window, Query with { WindowMs = 0 }), (QueryFields.Delay, Query with { WatermarkDelayMs = -1 }), .. Refused];
        foreach (var (field, query) in all)
        {
            var refusal = await Assert.ThrowsAsync<QueryRefusedException>(() => Engine.StartAsync(query, rig.Endpoints, Ct));
            Assert.Equal(field, refusal.Field);
            Assert.StartsWith($"{field}: ", refusal.Message);
        }

        await rig.AssertReleasedAsync();
    }

    [Fact]
    public async Task A_drain_reads_everything_and_ends_the_input_by_the_engines_rule()
    {
        await using var rig = await RigAsync();
        await rig.SendAsync(Rows(300));
        await using var query = await Engine.StartAsync(Query, rig.Endpoints, Ct);
        await query.StopAsync(drain: true, Ct);
        var progress = query.Progress;
        Assert.Equal(300, progress.RecordsRead);
        var expected = ClosesAtEndOfInput ? NaiveOracle.Windows(rig.Rows, 1_000, byAd: false).ToList() : [];
        Assert.Equal(expected, rig.ReceiveRest());
        if (progress.OpenRecords is { } open) Assert.Equal(ClosesAtEndOfInput ? 0 : 300, open);
    }

    [Fact]
    public async Task A_drain_ends_although_events_keep_coming()
    {
        await using var rig = await RigAsync();
        await using var query = await Engine.StartAsync(Query with { WatermarkDelayMs = 0 }, rig.Endpoints, Ct);
        await rig.SendAsync(Rows(100));
        var stopping = query.StopAsync(drain: true, Ct);
        for (var i = 0; !stopping.IsCompleted; i++)
        {
            await rig.SendAsync(Rows(10).Select(row => row with { EventTimeMs = row.EventTimeMs + i * 1_000L }));
            await Task.Yield();
        }

        await stopping;
        Assert.InRange(query.Progress.RecordsRead, 100, rig.Rows.Count);
    }

    [Fact]
    public async Task A_stop_in_the_middle_loses_no_record_that_was_read()
    {
        await using var rig = await RigAsync(partitions: 1);
        await using var query = await Engine.StartAsync(Query with { WatermarkDelayMs = 0 }, rig.Endpoints, Ct);
        for (var i = 0; i < 2_000; i += 10)
            await rig.SendAsync(Enumerable.Range(i, 10).Select(n => new TestRow(0, n * 50, n % 3 == 0)));
        await rig.UntilAsync(query, p => p.ResultsWritten > 0);
        await query.StopAsync(drain: false, Ct);
        var progress = query.Progress;
        var read = rig.Rows.Take((int)progress.RecordsRead);
        var results = rig.ReceiveRest();
        Assert.Equal(progress.ResultsWritten, results.Count);
        Assert.Equal(NaiveOracle.Windows(read, 1_000, byAd: false, results.Max(r => r.WindowEndMs)), results);
        if (progress.OpenRecords is { } open) Assert.Equal(progress.RecordsRead, results.Sum(r => r.Views + r.Clicks) + open);
    }

    [Fact]
    public async Task A_cancelled_start_leaves_nothing_running()
    {
        await using var rig = await RigAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Engine.StartAsync(Query, rig.Endpoints, new CancellationToken(canceled: true)));
        await rig.AssertReleasedAsync();
    }

    [Fact]
    public async Task Disposing_stops_it_and_lets_go_of_its_topics_and_can_be_done_twice()
    {
        await using var rig = await RigAsync();
        var query = await Engine.StartAsync(Query, rig.Endpoints, Ct);
        await rig.SendAsync(Rows(10));
        await query.DisposeAsync();
        Assert.True(query.Completion.IsCompleted);
        await query.DisposeAsync();
        await rig.AssertReleasedAsync();
    }

    [Fact]
    public async Task Two_of_them_run_side_by_side()
    {
        await using var one = await RigAsync();
        await using var two = await RigAsync();
        await using var first = await Engine.StartAsync(Query, one.Endpoints, Ct);
        await using var second = await Engine.StartAsync(Query with { GroupBy = GroupField.AdId }, two.Endpoints, Ct);
        await Task.WhenAll(one.SendAsync(Rows(100)), two.SendAsync(Rows(50)));
        await first.DisposeAsync();
        await two.SendClosingAsync(FarMs);
        var expected = NaiveOracle.Windows(two.Rows.SkipLast(2), 1_000, byAd: true).ToList();
        Assert.Equal(expected, await two.ReceiveAsync(expected.Count));
        Assert.Empty(one.ReceiveRest());
    }

    /// <summary>Rows over ten windows, both partitions, three ads.</summary>
    protected static IEnumerable<TestRow> Rows(int count) =>
        Enumerable.Range(0, count).Select(i => new TestRow(i % 2, i * 37 % 10_000, i % 5 == 0, $"ad-{i % 3}"));
}
