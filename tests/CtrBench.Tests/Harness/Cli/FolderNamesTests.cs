using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Cli;

public sealed class FolderNamesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ctrbench-folders-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_run_is_named_after_engine_traffic_producers_and_seed() => Assert.Equal(
        "continuous-mmpp-4p-seed7",
        FolderNames.RunName("continuous", new Workload { Traffic = TrafficKind.Mmpp, Producers = 4, Seed = 7 }));

    [Fact]
    public void A_name_that_is_taken_gets_the_next_number()
    {
        Assert.Equal(Path.Combine(_root, "a"), FolderNames.Fresh(_root, "a"));
        Directory.CreateDirectory(Path.Combine(_root, "a"));
        Assert.Equal(Path.Combine(_root, "a-2"), FolderNames.Fresh(_root, "a"));
        File.WriteAllText(Path.Combine(_root, "a-2"), "");
        Assert.Equal(Path.Combine(_root, "a-3"), FolderNames.Fresh(_root, "a"));
    }

    [Fact]
    public async Task Out_is_taken_exactly_when_it_is_new_or_empty()
    {
        var empty = Directory.CreateDirectory(Path.Combine(_root, "empty")).FullName;
        Assert.Equal(empty, (await CliRig.PlanOf<RunPlan>($"run --out {empty}")).Folder);
        Assert.Equal("not/there", (await CliRig.PlanOf<RunPlan>("simulate --out not/there")).Folder);
    }

    [Fact]
    public async Task Two_runs_into_one_folder_are_refused()
    {
        File.WriteAllText(Path.Combine(_root, "manifest.json"), "{}");
        Assert.Equal($"--out {_root}: already contains a run, and one folder is one run; name another folder, or delete this one", await CliRig.RefusalOf($"run --out {_root}"));
    }

    [Fact]
    public async Task Folders_with_other_things_and_files_are_refused()
    {
        var file = Path.Combine(_root, "notes.txt");
        File.WriteAllText(file, "mine");
        Assert.Equal($"--out {_root}: is not empty; name another folder, or delete this one", await CliRig.RefusalOf($"suite --out {_root}"));
        Assert.Equal($"--out {file}: is a file; name a folder", await CliRig.RefusalOf($"produce --out {file}"));
    }
}
