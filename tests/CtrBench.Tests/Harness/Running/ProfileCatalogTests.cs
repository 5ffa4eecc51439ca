using CtrBench.Harness.Cli;
using CtrBench.Harness.Running;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;

namespace CtrBench.Tests.Harness.Running;

public sealed class ProfileCatalogTests : IDisposable
{
    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_run_folder_stands_for_the_profile_that_was_fitted_to_it()
    {
        var folder = _temp.At("run");
        var spark = ProfileCatalog.Find(EngineId.MicroBatch, null);
        SimulatedFolder.Write(folder, new Workload { EventsPerSecond = 100, DurationMs = 120_000 }, new CtrQuery(), spark, asLive: true);
        var (byFolder, byFile) = (ProfileCatalog.Find(EngineId.MicroBatch, folder), ProfileCatalog.Find(EngineId.MicroBatch, Path.Combine(folder, "profile.json")));
        Assert.Equal(byFile with { Assumed = null }, byFolder with { Assumed = null });
        Assert.InRange(byFolder.BatchFixedMs, 450, 550);
        Assert.EndsWith("is a profile of microbatch, and cannot be used for continuous", RefusalOf(EngineId.Continuous, folder));
    }

    [Fact]
    public void A_folder_without_one_is_refused_with_the_way_to_get_it()
    {
        var folder = _temp.At("run");
        var spark = ProfileCatalog.Find(EngineId.MicroBatch, null);
        SimulatedFolder.Write(folder, new Workload { EventsPerSecond = 100, DurationMs = 60_000 }, new CtrQuery(), spark, asLive: true);
        Assert.Equal(
            $"--profile {folder}: is a folder without profile.json: analyze writes one for a live run that carries it, and says why when it does not",
            RefusalOf(EngineId.MicroBatch, folder));
        Directory.CreateDirectory(_temp.At("empty"));
        Assert.EndsWith("is a folder without profile.json: not a run folder either", RefusalOf(EngineId.MicroBatch, _temp.At("empty")));
    }

    [Theory]
    [InlineData("storm")]
    [InlineData("spark")]
    public void A_profile_of_anything_but_a_twin_is_refused(string engine)
    {
        var file = _temp.At("mine.json");
        File.WriteAllText(file, $$"""{"name":"mine","engine":"{{engine}}","taken_on":"here"}""");
        Assert.Equal(
            $"--profile {file}: is not a cost profile: line 1, $.engine: unknown engine '{engine}'; known: microbatch, continuous",
            RefusalOf(EngineId.MicroBatch, file));
    }

    private static string RefusalOf(EngineId engine, string profile) =>
        Assert.Throws<UsageException>(() => ProfileCatalog.Find(engine, profile)).Message;
}
