using CtrBench.Harness.Running;
using CtrBench.Traffic.Transport;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Running;

public sealed class EngineStopTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly StuckQuery _query = new();
    private readonly CancellationTokenSource _interrupt = new();

    public void Dispose() => _interrupt.Dispose();

    [Theory]
    [InlineData("state", "continues from the last checkpoint in state and computes later results again")]
    [InlineData(null, "kept no checkpoint: the same command starts at the first event")]
    public async Task An_interrupted_engine_that_cannot_stop_is_given_up_in_time_and_says_where_a_later_run_starts(string? folder, string words)
    {
        await _interrupt.CancelAsync();
        var stopping = EngineStop.StopAsync(_query, folder, _clock, _interrupt.Token);
        _clock.Advance(EngineStop.StopTimeout - TimeSpan.FromSeconds(1));
        Assert.False(stopping.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var fault = await Assert.ThrowsAsync<TransportException>(() => stopping.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.Contains("after 1,234 results", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_whose_broker_comes_back_in_time_stops_as_it_should()
    {
        await _interrupt.CancelAsync();
        var stopping = EngineStop.StopAsync(_query, "state", _clock, _interrupt.Token);
        _clock.Advance(EngineStop.StopTimeout / 2);
        _query.Return();
        await stopping.WaitAsync(TestContext.Current.CancellationToken);
        _clock.Advance(EngineStop.StopTimeout);
    }

    [Fact]
    public async Task Without_an_interrupt_there_is_no_timeout_and_one_during_a_stop_is_handled()
    {
        var stopping = EngineStop.StopAsync(_query, "state", _clock, _interrupt.Token);
        _clock.Advance(TimeSpan.FromMinutes(4));
        Assert.False(stopping.IsCompleted);
        await _interrupt.CancelAsync();
        _clock.Advance(EngineStop.StopTimeout);
        await Assert.ThrowsAsync<TransportException>(() => stopping.WaitAsync(TestContext.Current.CancellationToken));
    }
}
