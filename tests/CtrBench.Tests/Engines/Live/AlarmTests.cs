using CtrBench.Engines.Live;

namespace CtrBench.Tests.Engines.Live;

public sealed class AlarmTests : IDisposable
{
    private readonly VirtualClock _clock = new(0);
    private readonly Alarm _alarm;

    public AlarmTests() => _alarm = new Alarm(new ClockView(_clock));

    public void Dispose() => _alarm.Dispose();

    [Fact]
    public async Task A_moment_further_away_than_any_timer_comes_in_several_waits()
    {
        var dueMs = (long)TimeSpan.FromDays(100).TotalMilliseconds;
        var waits = 0;
        for (; _clock.GetUtcNow().ToUnixTimeMilliseconds() < dueMs; waits++)
        {
            var waiting = _alarm.WaitAsync(dueMs);
            Assert.False(waiting.IsCompleted);
            _clock.FireNext();
            await waiting;
        }

        Assert.Equal((100, dueMs), (waits, _clock.GetUtcNow().ToUnixTimeMilliseconds()));
        Assert.True(_alarm.WaitAsync(dueMs).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Whatever_sets_it_before_the_wait_wakes_the_waiter_once()
    {
        _alarm.Set();
        _alarm.Set();
        await _alarm.WaitAsync(Alarm.Never);
        var waiting = _alarm.WaitAsync(Alarm.Never);
        Assert.False(waiting.IsCompleted);
        _alarm.Set();
        await waiting;
    }
}
