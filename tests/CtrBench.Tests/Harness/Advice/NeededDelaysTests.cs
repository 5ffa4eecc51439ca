using CsCheck;
using CtrBench.Harness.Advice;
using CtrBench.Harness.Profiles;
using CtrBench.Harness.Simulation;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Advice;

/// <summary>One pass gives the late rows of every delay: held against a simulation for each delay.</summary>
public sealed class NeededDelaysTests
{
    private static readonly long[] DelaysMs = [0, 1, 137, 500, 999, 1_000, 2_500, 4_000, 9_999, 12_000, 40_000];

    public static TheoryData<string, string, int, long> Cases() => new()
    {
        { "microbatch", "", 1, 1_000 },
        { "microbatch", "instant", 3, 1_000 },
        { "microbatch", "", 2, 0 },
        { "continuous", "", 1, 1_000 },
        { "continuous", "instant", 3, 1_000 },
        { "continuous", "", 4, 1_000 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_pass_counts_the_late_rows_of_every_delay(string engine, string profile, int partitions, long triggerMs)
    {
        Gen.Select(Gen.ULong, Gen.Int[0, 3]).Sample((seed, kind) =>
        {
            var rows = ArrivedRowsRig.Random(seed, kind, partitions, 3_000);
            var query = Query(triggerMs, kind);
            var costs = Profile(engine, profile);
            var needed = DelaySearch.Needed(rows, query, costs, seed).NeededMs;
            foreach (var delayMs in DelaysMs)
            {
                var late = DelaySearch.At(rows, rows.Count, query with { WatermarkDelayMs = delayMs }, costs, seed).LateRows;
                Assert.Equal(late, needed.LongCount(ms => ms >= delayMs));
            }
        }, iter: 12, threads: 1);
    }

    private static CtrQuery Query(long triggerMs, int kind) => new()
    {
        WindowMs = kind == 1 ? 3_000 : 10_000,
        MicroBatch = new MicroBatchSettings { TriggerIntervalMs = triggerMs },
        Continuous = new ContinuousSettings
        {
            IdleTimeoutMs = kind == 2 ? 2_000 : 0,
            AggregationPhase = kind == 3 ? AggregationPhase.OnePhase : AggregationPhase.TwoPhase,
        },
    };

    internal static CostProfile Profile(string engine, string profile)
    {
        var id = EngineId.Find(engine)!;
        return profile.Length == 0 ? ShippedProfiles.Of(id.Real) : CostProfile.Instant(id);
    }
}

/// <summary>Rows with lateness of several kinds.</summary>
internal static class ArrivedRowsRig
{
    /// <summary>
    /// <paramref name="count"/> rows at 100/s: late by an exponential, with bursts, with a partition that stops and catches up, or with rows
    /// from the future.
    /// </summary>
    public static ArrivedRows Random(ulong seed, int kind, int partitions, int count, bool closed = true)
    {
        var random = new SeededRandom(seed);
        var (arrival, time) = (new long[count], new long[count]);
        var partition = new ushort[count];
        var nowMs = 1_700_000_000_000.0;
        for (var i = 0; i < count; i++)
        {
            nowMs += 10 * random.NextExponential() * (kind == 1 && i % 500 == 0 ? 400 : 1);
            arrival[i] = (long)(nowMs * 1e6);
            partition[i] = (ushort)random.NextBelow(partitions);
            var lateMs = random.NextDouble() < 0.2 ? 1_500 * random.NextExponential() : 0;
            if (kind == 2 && partition[i] == 0 && i is > 800 and < 1_600) partition[i] = (ushort)(partitions - 1);
            if (kind == 3 && random.NextDouble() < 0.001) lateMs = -5_000;
            time[i] = (long)(nowMs - lateMs);
        }

        return closed ? Closed(arrival, time, partition, partitions)
            : new ArrivedRows(arrival, time, partition, partitions);
    }

    /// <summary>Rows at 100/s whose lateness grows eightfold in the last third.</summary>
    public static ArrivedRows Growing(ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        var (arrival, time) = (new long[count], new long[count]);
        for (var i = 0; i < count; i++)
        {
            var nowMs = 1_700_000_000_000 + i * 10L;
            var meanMs = i > count * 2 / 3 ? 4_000 : 500;
            arrival[i] = nowMs * 1_000_000;
            time[i] = nowMs - (random.NextDouble() < 0.2 ? (long)(meanMs * random.NextExponential()) : 0);
        }

        return new ArrivedRows(arrival, time, new ushort[count], 1);
    }

    /// <summary>The first rows alone.</summary>
    public static ArrivedRows First(ArrivedRows rows, int count) => new(
        rows.ArrivalNs[..count].ToArray(), rows.EventTimeMs[..count].ToArray(), rows.Partition[..count].ToArray(), rows.Partitions);

    // Two-phase aggregation holds a late row back until a window boundary is passed (F22): an hour later one is, in every partition.
    private static ArrivedRows Closed(long[] arrival, long[] time, ushort[] partition, int partitions)
    {
        const long hourMs = 3_600_000;
        var closing = Enumerable.Range(0, 2 * partitions).ToArray();
        return new ArrivedRows(
            [.. arrival, .. closing.Select(i => arrival[^1] + (1 + i / partitions) * hourMs * 1_000_000)],
            [.. time, .. closing.Select(i => arrival[^1] / 1_000_000 + (1 + i / partitions) * hourMs)],
            [.. partition, .. closing.Select(i => (ushort)(i % partitions))], partitions);
    }
}
