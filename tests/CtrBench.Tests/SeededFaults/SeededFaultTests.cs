using System.Collections.Concurrent;
using CtrBench.Tests.Fuzz;

namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// Twins over a simulated broker and disk in virtual time: whatever a seed brings, each event is counted or named. CTRBENCH_FUZZ says how
/// many seeds there are: 500 in every run, 10,000 at night.
/// </summary>
public sealed class SeededFaultTests(ITestOutputHelper output)
{
    private const int Seeds = 500;

    [Fact]
    public async Task Each_event_is_counted_or_named_whatever_a_seed_brings()
    {
        var outcomes = new ConcurrentBag<SimulatedOutcome>();
        await Task.Run(() => Parallel.For(0, Mutated.Count(Seeds), seed => outcomes.Add(SimulatedRun.Of((ulong)seed))), TestContext.Current.CancellationToken);
        var wrong = outcomes.Where(outcome => outcome.Wrong is not null).OrderBy(outcome => outcome.Plan.Seed).ToList();
        output.WriteLine($"{outcomes.Count} seeds, {outcomes.Sum(o => o.Starts)} starts, {outcomes.Count(o => o.Named is not null)} ended by name, {wrong.Count} wrong");
        foreach (var outcome in wrong.Take(40)) output.WriteLine($"seed {outcome.Plan.Seed}: {outcome.Wrong}");
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {outcomes.Count} seeds are wrong, the first:\n{wrong.FirstOrDefault()}");
    }

    /// <summary>Seeds that found a fault of the product: a topic made again, partitions added, each at an odd moment.</summary>
    [Theory]
    [InlineData(110)]
    [InlineData(148)]
    [InlineData(164)]
    [InlineData(2350)]
    public async Task A_seed_that_found_a_fault_stays_right(int seed)
    {
        var outcome = await Task.Run(() => SimulatedRun.Of((ulong)seed), TestContext.Current.CancellationToken);
        Assert.True(outcome.Wrong is null, outcome.ToString());
    }

    /// <summary>
    /// Each fault that is put back is found, with this seed, which is right without it. Whoever changes what plans are drawn finds other
    /// seeds by trying them in turn.
    /// </summary>
    [Theory]
    [InlineData(Planted.CheckpointBeforeResults, 124, "events lost in silence")]
    [InlineData(Planted.NoSync, 6, "an error that nothing excuses: CheckpointException")]
    [InlineData(Planted.CommitBeforeCheckpoint, 6, "an error that nothing excuses: CheckpointException")]
    [InlineData(Planted.MarkExpired, 23, "2 results with exactly-once")]
    [InlineData(Planted.MarkNotRead, 79, "2 results with exactly-once")]
    [InlineData(Planted.PartitionsIgnored, 2, "events of windows missing")]
    [InlineData(Planted.TopicIdIgnored, 1, "the topic was made again, and the query went on")]
    [InlineData(Planted.RetentionInSilence, 18, "events of 26 lost in silence")]
    [InlineData(Planted.DuplicatesRead, 0, "30 events counted of 27")]
    [InlineData(Planted.StopOfFetchingLost, 217, "events lost in silence")]
    [InlineData(Planted.WallClockInControl, 55, "events lost in silence")]
    [InlineData(Planted.TransientIsFinal, 2, "an error that nothing excuses: TransportException")]
    [InlineData(Planted.NoWatchdog, 2, "it stood still")]
    public async Task A_planted_fault_is_found(Planted planted, int seed, string wrong)
    {
        var right = await Task.Run(() => SimulatedRun.Of((ulong)seed), TestContext.Current.CancellationToken);
        Assert.True(right.Wrong is null, right.ToString());
        var outcome = await Task.Run(() => SimulatedRun.Of((ulong)seed, planted), TestContext.Current.CancellationToken);
        output.WriteLine($"{planted}: {outcome}");
        Assert.Contains(wrong, outcome.Wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(42)]
    [InlineData(98)]
    [InlineData(99)]
    public async Task A_seed_always_gives_the_same(int seed)
    {
        var first = await Task.Run(() => SimulatedRun.Of((ulong)seed), TestContext.Current.CancellationToken);
        var second = await Task.Run(() => SimulatedRun.Of((ulong)seed), TestContext.Current.CancellationToken);
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(first.Plan.Akka, seed is 98 or 99);
    }
}
