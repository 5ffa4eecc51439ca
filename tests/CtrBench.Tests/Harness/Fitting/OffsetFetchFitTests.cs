using CtrBench.Harness.Fitting;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Harness.Fitting;

public sealed class OffsetFetchFitTests
{
    [Fact]
    public void Where_nothing_contradicts_it_the_whole_phase_counts()
    {
        Assert.Equal(1, OffsetFetchFit.Share([], []));
        Assert.Equal(1, Share((1, true), (5, true), (7, false)));
        Assert.Equal(1, Share((700, false)));
    }

    [Fact]
    public void A_mover_that_came_within_the_phase_and_was_left_to_the_next_batch_shortens_it() =>
        // Of 6 ms: 2 ms read, 4 ms not read.
        Assert.Equal(0.65, Share((1, true), (2, true), (4, false), (5, false)), 1e-9);

    [Fact]
    public void One_that_contradicts_the_others_is_outvoted() => Assert.Equal(1, Share((3, false), (4, true), (5, true)));

    // Batches every second, each with an offset fetch of 6 ms; window k has its mover so long after the start of batch 10 k.
    private static double Share(params (double AfterMs, bool Read)[] movers)
    {
        var learned = movers.Select((mover, k) => 10 * (k + 1) + (mover.Read ? 0 : 1)).ToList();
        var batches = Enumerable.Range(0, 10 * movers.Length + 20).Select(i => new MicroBatchReport
        {
            Id = i,
            End = [i],
            StartedMs = 1_000_000 + i * 1_000,
            DurationMs = 500,
            WatermarkMs = 10_000 * learned.Count(id => id < i),
            PhasesMs = new Dictionary<string, long> { [OffsetFetch.Phase] = 6 },
        }).ToList();
        return OffsetFetchFit.Share(batches, [.. movers.Select((mover, k) => (10_000L * (k + 1), 1_000_000 + 10_000 * (k + 1) + mover.AfterMs))]);
    }
}
