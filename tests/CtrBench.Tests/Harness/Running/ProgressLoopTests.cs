using CtrBench.Harness.Cli;
using CtrBench.Harness.Running;

namespace CtrBench.Tests.Harness.Running;

public sealed class ProgressLoopTests
{
    private readonly SteppedClock _clock = new();
    private readonly TaskCompletionSource _end = new();
    private readonly Steps _shown = new();

    [Fact]
    public async Task It_looks_once_a_second_and_once_more_at_the_end()
    {
        _clock.Waits = waits =>
        {
            if (waits < 4) return true;
            _clock.Advance(TimeSpan.FromMilliseconds(200));
            _end.SetResult();
            return false;
        };
        await RunAsync();
        Assert.Equal([1_000, 2_000, 3_000, 3_200], _shown.Select(step => step.Done));
    }

    [Fact]
    public async Task It_ends_when_the_time_is_over()
    {
        await RunAsync(durationMs: 1_500);
        Assert.Equal([1_000, 1_500], _shown.Select(step => step.Done));
    }

    [Theory]
    [InlineData(-3_600)]
    [InlineData(3_600)]
    public async Task The_wall_clock_does_not_change_its_length(int stepSeconds)
    {
        _clock.Waits = waits =>
        {
            if (waits == 2) _clock.WallStep = TimeSpan.FromSeconds(stepSeconds);
            return true;
        };
        await RunAsync(durationMs: 3_500);
        Assert.Equal([1_000, 2_000, 3_000, 3_500], _shown.Select(step => step.Done));
    }

    [Fact]
    public async Task A_full_memory_ends_it_by_name()
    {
        var loop = new ProgressLoop(_clock, _shown, heapBytes: () => long.MaxValue / 2);
        var full = await Assert.ThrowsAsync<MemoryFullException>(() => loop.RunAsync(
            _end.Task, [], elapsedMs => Task.FromResult(new ProgressStep("run", elapsedMs, 0)), TestContext.Current.CancellationToken));
        Assert.Contains("memory is nearly full: ", full.Message);
        Assert.Equal([1_000], _shown.Select(step => step.Done));
    }

    [Fact]
    public async Task An_interrupt_ends_it_at_once_and_is_no_error()
    {
        _clock.Waits = _ => false;
        using var interrupt = new CancellationTokenSource();
        var loop = RunAsync(interrupt: interrupt.Token);
        await interrupt.CancelAsync();
        await loop;
        Assert.Single(_shown);
    }

    [Fact]
    public async Task A_part_that_fails_is_looked_at_at_once()
    {
        _clock.Waits = _ => false;
        var part = new TaskCompletionSource();
        var loop = new ProgressLoop(_clock, _shown).RunAsync(_end.Task, [part.Task], async _ =>
        {
            await part.Task;
            return new ProgressStep("run", 0, 0);
        }, TestContext.Current.CancellationToken);
        part.SetException(new IOException("the part failed"));
        Assert.Equal("the part failed", (await Assert.ThrowsAsync<IOException>(() => loop)).Message);
    }

    private Task RunAsync(long? durationMs = null, CancellationToken? interrupt = null) => new ProgressLoop(_clock, _shown, durationMs).RunAsync(
        _end.Task, [], elapsedMs => Task.FromResult(new ProgressStep("run", elapsedMs, durationMs ?? 0)), interrupt ?? CancellationToken.None);

    private sealed class Steps : List<ProgressStep>, IProgress<ProgressStep>
    {
        public void Report(ProgressStep value) => Add(value);
    }

    // A wait moves it to the wait's end, unless the test says that it stands still.
    private sealed class SteppedClock : TimeProvider
    {
        private DateTimeOffset _now = DateTimeOffset.UnixEpoch;
        private int _waits;

        public Func<int, bool> Waits { get; set; } = _ => true;

        public void Advance(TimeSpan by) => _now += by;

        public TimeSpan WallStep { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now + WallStep;

        public override long GetTimestamp() => _now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (Waits(++_waits))
            {
                Advance(dueTime);
                callback(state);
            }

            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }
}
