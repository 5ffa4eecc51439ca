using CtrBench.Engines.FlinkSql;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Engines.FlinkSql;

/// <summary>How old metrics are, told by the one that always moves.</summary>
public sealed class FlinkMetricsAgeTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void They_stand_for_as_long_as_the_running_time_does()
    {
        var age = new FlinkMetricsAge(_clock);
        Look(age, "RUNNING", "100", seconds: 3);
        Look(age, "RUNNING", "200", seconds: 3);
        Look(age, "RUNNING", "200", seconds: 3);
        Assert.Equal((TimeSpan.FromSeconds(6), true), (age.StandsFor, age.IsCurrent));
        Look(age, "RUNNING", "300", seconds: 0);
        Assert.Equal(TimeSpan.Zero, age.StandsFor);
    }

    [Fact]
    public void After_a_restart_they_are_of_the_time_before_until_they_have_moved_twice()
    {
        var age = new FlinkMetricsAge(_clock);
        Look(age, "RUNNING", "100", seconds: 1);
        age.OnRestart();
        Look(age, "RESTARTING", "100", seconds: 1);
        Look(age, "RUNNING", "100", seconds: 1);
        Assert.False(age.IsCurrent);
        Look(age, "RUNNING", "200", seconds: 1);
        Assert.False(age.IsCurrent);
        Look(age, "RUNNING", "300", seconds: 1);
        Assert.True(age.IsCurrent);
    }

    [Fact]
    public void A_job_that_does_not_run_moves_none_and_that_is_no_standstill()
    {
        var age = new FlinkMetricsAge(_clock);
        Look(age, "RESTARTING", "100", seconds: 9);
        Look(age, "RESTARTING", "100", seconds: 1);
        Assert.Equal(TimeSpan.FromSeconds(1), age.StandsFor);
    }

    [Fact]
    public void Without_a_running_time_there_is_nothing_to_wait_for()
    {
        var age = new FlinkMetricsAge(_clock);
        age.OnRestart();
        Look(age, "RUNNING", null, seconds: 0);
        Look(age, "RUNNING", null, seconds: 5);
        Assert.Equal((TimeSpan.FromSeconds(5), true), (age.StandsFor, age.IsCurrent));
        Look(age, "RUNNING", null, seconds: 0);
        Assert.Equal(TimeSpan.Zero, age.StandsFor);
    }

    private void Look(FlinkMetricsAge age, string state, string? runningTime, int seconds)
    {
        age.Add(state, runningTime);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
    }
}
