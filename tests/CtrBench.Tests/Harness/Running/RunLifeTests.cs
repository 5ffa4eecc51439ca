using CtrBench.Harness.RunModel;
using CtrBench.Harness.Running;
using CtrBench.Harness.Runs;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using Microsoft.Extensions.Time.Testing;

namespace CtrBench.Tests.Harness.Running;

public sealed class RunLifeTests : IDisposable
{
    private static readonly RunManifest Manifest = new() { RunId = "run", Engine = EngineId.Continuous, Workload = new Workload(), Query = new CtrQuery() };

    private readonly TemporaryFolder _temp = new();
    private readonly FakeTimeProvider _clock = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_run_is_running_while_it_is_tried_and_complete_with_its_seconds_afterwards()
    {
        var during = RunState.Failed;
        await RunAsync(() =>
        {
            during = Stored().State;
            _clock.Advance(TimeSpan.FromSeconds(90));
            return Task.FromResult(Manifest with { StartMs = 7 });
        });
        Assert.Equal(RunState.Running, during);
        Assert.Equal((RunState.Complete, 7L, 90.0), (Stored().State, Stored().StartMs, Stored().WallSeconds));
    }

    [Fact]
    public async Task Seconds_that_a_run_names_itself_are_kept()
    {
        await RunAsync(() => Task.FromResult(Manifest with { WallSeconds = 5 }));
        Assert.Equal(5, Stored().WallSeconds);
    }

    [Fact]
    public async Task A_failed_run_says_why_and_its_exception_goes_on()
    {
        var failure = new IOException("the broker went away");
        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => RunAsync(() => throw failure)));
        Assert.Equal((RunState.Failed, "the broker went away"), (Stored().State, Stored().FailureReason));
    }

    [Theory]
    [InlineData(true, "interrupted in a test")]
    [InlineData(false, "the engine gave up")]
    public async Task Only_a_cancellation_by_the_user_is_an_interrupt(bool byUser, string reason)
    {
        using var interrupt = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(() => RunAsync(() =>
        {
            if (byUser) interrupt.Cancel();
            throw new OperationCanceledException("the engine gave up");
        }, interrupt.Token));
        Assert.Equal((RunState.Failed, reason), (Stored().State, Stored().FailureReason));
    }

    [Fact]
    public void A_run_that_never_started_leaves_no_folder()
    {
        using (RunLife.Create(_temp.At("run"), _clock))
        {
        }

        Assert.False(Directory.Exists(_temp.At("run")));
    }

    private async Task RunAsync(Func<Task<RunManifest>> body, CancellationToken? interrupt = null)
    {
        using var life = RunLife.Create(_temp.At("run"), _clock);
        await life.RunAsync(Manifest, "interrupted in a test", body, interrupt ?? CancellationToken.None);
    }

    private RunManifest Stored() => RunFolder.Peek(_temp.At("run"));
}
