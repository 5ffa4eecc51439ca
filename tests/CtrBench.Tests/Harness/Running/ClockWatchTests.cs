using CtrBench.Harness.Running;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Running;

public sealed class ClockWatchTests
{
    [Fact]
    public void Time_that_goes_by_is_no_step()
    {
        var clock = new FakeTimeProvider();
        var watch = new ClockWatch(clock);
        for (var i = 0; i < 10; i++)
        {
            watch.Look();
            clock.Advance(TimeSpan.FromSeconds(i));
        }

        Assert.Equal(0, watch.LargestStepMs, 0.001);
    }

    [Theory]
    [InlineData(3_600_000)]
    [InlineData(-250)]
    public void A_wall_clock_that_is_set_is_a_step_of_its_size(double stepMs)
    {
        var clock = new FakeTimeProvider();
        var watch = new ClockWatch(clock);
        watch.Look();
        // The wall clock alone: the monotonic one goes on.
        clock.AdjustTime(clock.GetUtcNow() + TimeSpan.FromMilliseconds(stepMs));
        watch.Look();
        watch.Look();
        Assert.Equal(Math.Abs(stepMs), watch.LargestStepMs, 1.0);
    }
}
