using System.Globalization;
using CtrBench.Tests.Contracts;

namespace CtrBench.IntegrationTests.Kafka;

/// <summary>
/// kill -9 in the middle of a run loses nothing: the engine goes on from its checkpoints, and its results are those of the stored events,
/// once or at least once. CTRBENCH_KILL_SEEDS sets how many seeds are tried; the first four are all combinations.
/// </summary>
[Collection("Kafka")]
public sealed class KillTests(KafkaBroker broker, ITestOutputHelper output)
{
    private const int DefaultSeeds = 4;

    private static int Seeds =>
        int.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_KILL_SEEDS"), CultureInfo.InvariantCulture, out var n) ? n : DefaultSeeds;

    [Fact]
    public async Task A_killed_engine_continues_without_loss()
    {
        var address = await broker.AddressAsync();
        var ct = TestContext.Current.CancellationToken;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var drawn = KillCase.Draw(seed);
            var folder = Directory.CreateTempSubdirectory("ctrbench-kill-").FullName;
            var started = TimeProvider.System.GetTimestamp();
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromMinutes(3));
            await using var run = new KillRun(drawn, address, folder, limit.Token);
            await run.RunAsync();
            var expected = NaiveOracle.Windows(run.Rows, KillCase.WindowMs, byAd: true).ToList();
            var results = run.Results.OrderBy(r => r.WindowStartMs).ThenBy(r => r.Key, StringComparer.Ordinal).ToList();
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            output.WriteLine(FormattableString.Invariant(
                $"{drawn}: {run.Rows.Count} events, {expected.Count} windows, {results.Count - expected.Count} came again, {seconds:F1} s"));
            // Nothing is late here, so what comes twice is identical in either engine.
            Assert.Equal(expected, results.Distinct());
            if (drawn.ExactlyOnce) Assert.Equal(expected.Count, results.Count);
            Directory.Delete(folder, recursive: true);
        }
    }
}
