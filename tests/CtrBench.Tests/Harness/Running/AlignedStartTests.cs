using CsCheck;
using CtrBench.Harness.Running;

namespace CtrBench.Tests.Harness.Running;

public sealed class AlignedStartTests
{
    [Fact]
    public void A_start_is_the_first_window_start_that_is_not_too_early() =>
        Gen.Select(Gen.Long[0, 4_000_000_000_000], Gen.Long[1, 60_000]).Sample((earliestMs, windowMs) =>
        {
            var startMs = AlignedStart.Of(earliestMs, windowMs);
            Assert.Equal(0, startMs % windowMs);
            Assert.InRange(startMs, earliestMs, earliestMs + windowMs - 1);
        });

    [Fact]
    public void A_run_does_not_wait_for_windows_longer_than_a_minute()
    {
        Assert.Equal(1_700_000_000_001, AlignedStart.Of(1_700_000_000_001, 60_001));
        Assert.Equal(1_700_000_040_000, AlignedStart.Of(1_700_000_000_001, 60_000));
    }
}
