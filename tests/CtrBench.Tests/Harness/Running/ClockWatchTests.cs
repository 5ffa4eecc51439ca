using CtrBench.Harness.Running;

namespace CtrBench.Tests.Harness.Running;

public sealed class ClockWatchTests
{
    [Fact]
    public void Elapsed_time_is_not_a_clock_step()
    {
        var clock = new TwoClocks();
        var watch = new ClockWatch(clock);
        for (var i = 0; i < 10; i++)
        {
            watch.Look();
            clock.MonotonicMs += 1_000 * i;
            // A time service that speeds the wall clock up by 500 ppm.
            clock.WallMs += 1_000.5 * i;
        }

        Assert.InRange(watch.LargestStepMs, 0, 5);
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-250)]
    public void A_wall_clock_that_is_set_is_a_step_of_its_size(double stepMs)
    {
        var clock = new TwoClocks();
        var watch = new ClockWatch(clock);
        watch.Look();
        clock.WallMs += stepMs;
        watch.Look();
        clock.WallMs += 1_000;
        clock.MonotonicMs += 1_000;
        watch.Look();
        Assert.Equal(Math.Abs(stepMs), watch.LargestStepMs, 1.0);
    }

    private sealed class TwoClocks : TimeProvider
    {
        public double WallMs { get; set; } = 1_700_000_000_000;

        public double MonotonicMs { get; set; }

        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => (long)(MonotonicMs * 1_000);

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddMilliseconds(WallMs);
    }
}
