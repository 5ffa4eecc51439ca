using CtrBench.Engines;
using CtrBench.Engines.Live;
using CtrBench.Harness.Running;
using CtrBench.Tests.Contracts;
using CtrBench.Tests.Harness.Running;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Engines.Live;

/// <summary>The wall clock is set while something waits: it waits as long as it should.</summary>
public sealed class SteadyClockTests
{
    // Only bounds a hang.
    private const int HangMs = 120_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void It_goes_on_from_the_time_of_day_of_its_start()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(9));
        var wall = new SteppingClock(time);
        var steady = new SteadyClock(wall);
        wall.Step = TimeSpan.FromHours(-1);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(9).AddSeconds(5), steady.GetUtcNow());
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(9).AddSeconds(5).AddHours(-1), wall.GetUtcNow());
    }

    [Theory(Timeout = HangMs)]
    [InlineData(EngineFamily.MicroBatch)]
    [InlineData(EngineFamily.Continuous)]
    public async Task A_wall_clock_that_is_set_back_stops_neither_triggers_nor_ticks(EngineFamily family)
    {
        await using var transport = new InMemoryTransport(TimeProvider.System);
        await using var rig = await EngineRig.CreateAsync(transport, "steps", TestContext.Current.CancellationToken);
        var wall = new SteppingClock(TimeProvider.System);
        var query = new CtrQuery
        {
            WindowMs = 1_000,
            WatermarkDelayMs = 0,
            MicroBatch = new() { TriggerIntervalMs = 20 },
            Continuous = new() { EmitIntervalMs = 20, EmitStrategy = EmitStrategy.OnPeriodic },
        };
        await using var running = await new AkkaEngine(family).StartAsync(query, rig.Endpoints with { Clock = wall }, Ct);
        for (var i = 1; i <= 4; i++)
        {
            await rig.SendAsync(new TestRow(0, i * 10_000), new TestRow(1, i * 10_000));
            await rig.SendClosingAsync(i * 10_000 + 5_000);
            // The row, and the closing row of the round before.
            await rig.ReceiveAsync(2 * i - 1);
            wall.Step += TimeSpan.FromHours(i % 2 == 0 ? 2 : -3);
        }

        await running.StopAsync(drain: false, Ct);
    }

    [Fact]
    public async Task A_step_is_said_at_once_and_noted()
    {
        var wall = new SteppingClock(new FakeTimeProvider());
        var watch = new ClockWatch(wall);
        using var error = new StringWriter();
        await watch.SayAsync(error);
        Assert.Null(watch.Note);
        wall.Step = TimeSpan.FromHours(-1);
        await watch.SayAsync(error);
        await watch.SayAsync(error);
        Assert.Equal("the wall clock was set back by 3600.0 s, or the machine was suspended: times before and after do not compare. "
            + "Waits, ticks and limits continue by the monotonic clock", error.ToString().Trim());
        Assert.Contains("by up to 3600000 ms", watch.Note);
    }

    [Fact(Timeout = HangMs)]
    public async Task An_engine_that_stands_still_is_not_waited_for_longer_when_the_clock_is_set_back()
    {
        var time = new FakeTimeProvider();
        var wall = new SteppingClock(time);
        using var error = new StringWriter();
        var waiting = new Settling(new StuckQuery(), 5_000, 0, new SteadyClock(wall))
            .WaitAsync(() => Task.CompletedTask, error, new CtrQuery { MicroBatch = new() { TriggerIntervalMs = 0 } }, TestContext.Current.CancellationToken);
        wall.Step = TimeSpan.FromHours(-1);
        while (!waiting.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await waiting;
        Assert.Contains("the engine stood still for 30 s", error.ToString());
        Assert.InRange((time.GetUtcNow() - time.Start).TotalSeconds, 30, 3_000);
    }
}
