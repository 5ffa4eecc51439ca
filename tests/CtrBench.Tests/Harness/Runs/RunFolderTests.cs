using CtrBench.Harness.RunModel;
using CtrBench.Harness.Runs;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Harness.Runs;

public sealed class RunFolderTests : IDisposable
{
    private static readonly RunManifest Manifest = new()
    {
        RunId = "continuous-spp-1",
        Mode = RunMode.Virtual,
        Engine = EngineId.Continuous,
        Workload = new Workload(),
        Query = new CtrQuery(),
    };

    private readonly TemporaryFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_complete_run_reads_back_as_it_was_written()
    {
        var path = WriteRun(_temp.At("run"));
        using var folder = RunFolder.Open(path);
        var contents = folder.ReadContents();
        Assert.Equal(RunState.Complete, contents.Manifest.State);
        Assert.Equal("continuous-spp-1", contents.Manifest.RunId);
        Assert.Equal(Rows, contents.Results);
        Assert.Equal(Expected, contents.Expected);
        Assert.Equal(2, contents.Progress.Count);
        Assert.Equal([3, 4], contents.Progress[0].Batch!.End);
        Assert.Equal(17, contents.Progress[1].LateRecords);
        Assert.Equal(9, contents.Producer!.Producers[0].Sent);
        Assert.Equal(new HistogramBar(5, 2), contents.Producer.Producers[0].LagHistogramUs[0]);
    }

    [Fact]
    public void The_same_run_gives_the_same_bytes()
    {
        var (a, b) = (WriteRun(_temp.At("a")), WriteRun(_temp.At("b")));
        foreach (var file in Directory.EnumerateFiles(a))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(b, Path.GetFileName(file))));
        Assert.Equal(5, Directory.EnumerateFiles(b).Count());
    }

    [Fact]
    public void Results_are_written_in_invariant_numbers_with_line_feeds()
    {
        var path = WriteRun(_temp.At("run"));
        Assert.Equal(
            """"
            window_start_ms,window_end_ms,key,views,clicks,ctr,max_producer_timestamp_ns,t1_ms,append_ms,latency_ms
            1700000000000,1700000010000,,3,1,0.3333333333333333,1700000009999123456,1700000030123.4568,1700000030120,20124.333
            1700000010000,1700000020000,"ad,""7""",0,0,,,1700000040123,1700000040120.25,
            1700000010000,1700000020000,\,1,0,0,1700000019000000000,1700000040124,1700000040121,21124
            1700000010000,1700000020000,\\x,1,0,0,1700000019000000000,1700000040125,1700000040121,21125

            """", File.ReadAllText(Path.Combine(path, "results.csv")), ignoreLineEndingDifferences: false);
    }

    [Fact]
    public void Enums_are_kebab_case_and_names_snake_case()
    {
        var json = File.ReadAllText(Path.Combine(WriteRun(_temp.At("run")), "manifest.json"));
        Assert.Contains("\"emit_strategy\": \"on-periodic\"", json);
        Assert.Contains("\"state\": \"complete\"", json);
        Assert.Contains("\"watermark_delay_ms\": 20000", json);
        Assert.DoesNotContain("failure_reason", json);
    }

    [Fact]
    public void Not_a_number_is_never_written()
    {
        using var folder = RunFolder.Create(_temp.At("run"));
        Assert.ThrowsAny<ArgumentException>(() => folder.Start(Manifest with { WallSeconds = double.NaN }));
        Assert.False(File.Exists(folder.ManifestPath));
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_refused()
    {
        var path = WriteRun(_temp.At("run"));
        var error = Assert.Throws<RunFolderException>(() => RunFolder.Create(path));
        Assert.Contains("already contains a run", error.Message);
        Assert.Contains(path, error.Message);
    }

    [Fact]
    public void A_folder_with_other_files_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_temp.At("run"));
        File.WriteAllText(_temp.At("run/thesis.tex"), "x");
        var error = Assert.Throws<RunFolderException>(() => RunFolder.Create(_temp.At("run")));
        Assert.Contains("thesis.tex", error.Message);
        Assert.Equal(["thesis.tex"], Directory.EnumerateFileSystemEntries(_temp.At("run")).Select(Path.GetFileName));
    }

    [Fact]
    public void Two_runs_into_one_folder_at_once_are_refused()
    {
        using var first = RunFolder.Create(_temp.At("run"));
        Assert.Contains("another run", Assert.Throws<RunFolderException>(() => RunFolder.Create(_temp.At("run"))).Message);
        first.Start(Manifest);
        Assert.Contains("another run", Assert.Throws<RunFolderException>(() => RunFolder.Create(_temp.At("run"))).Message);
    }

    [Fact]
    public void A_path_that_cannot_be_a_folder_is_an_error_that_says_so()
    {
        File.WriteAllText(_temp.At("file"), "x");
        var error = Assert.Throws<RunFolderException>(() => RunFolder.Create(_temp.At("file/run")));
        Assert.Contains("cannot be written", error.Message);
        Assert.False(error.DiskFull);
    }

    [Theory]
    [InlineData("gone", "no such folder")]
    [InlineData("empty", "manifest.json is missing")]
    [InlineData("killed", "was killed")]
    [InlineData("failed", "the broker went away")]
    [InlineData("abandoned", "interrupt")]
    [InlineData("newer", "has format 2")]
    [InlineData("broken", "manifest.json line 3")]
    [InlineData("strange", "$.engine")]
    [InlineData("foreign", "at $.engine (unknown engine 'storm'; known: microbatch, continuous, spark, flink)")]
    [InlineData("nameless", "names no engine")]
    public void A_folder_that_is_no_complete_run_cannot_be_opened(string name, string why)
    {
        var path = _temp.At(name);
        switch (name)
        {
            case "empty":
                Directory.CreateDirectory(path);
                break;
            case "killed":
                using (var folder = RunFolder.Create(path)) folder.Start(Manifest);
                var failed = Path.Combine(path, "manifest.json");
                File.WriteAllText(failed, File.ReadAllText(failed).Replace("\"failed\"", "\"running\""));
                break;
            case "failed":
                using (var folder = RunFolder.Create(path))
                {
                    folder.Start(Manifest);
                    folder.Fail("the broker went away");
                }
                break;
            case "abandoned":
                using (var folder = RunFolder.Create(path)) folder.Start(Manifest);
                break;
            case "newer":
                ChangeManifest(path, "\"format\": 1", "\"format\": 2");
                break;
            case "broken":
                ChangeManifest(path, "\"run_id\": \"continuous-spp-1\",", "\"run_id\" \"continuous-spp-1\",");
                break;
            case "strange":
                ChangeManifest(path, "\"engine\": \"continuous\"", "\"engine\": 7");
                break;
            case "foreign":
                ChangeManifest(path, "\"engine\": \"continuous\"", "\"engine\": \"storm\"");
                break;
            case "nameless":
                ChangeManifest(path, "\"engine\": \"continuous\",", "");
                break;
        }
        var error = Assert.Throws<RunFolderException>(() => RunFolder.Open(path));
        Assert.Contains(why, error.Message);
        Assert.Contains(path, error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"engine\": \"none\",")]
    public void The_folder_of_producers_alone_has_no_engine_also_where_it_was_once_called_none(string engine)
    {
        var path = _temp.At("run");
        using (var folder = RunFolder.Create(path))
        {
            folder.Start(Manifest with { Engine = null, Mode = RunMode.Part });
            folder.Complete(folder.Manifest);
        }

        var file = Path.Combine(path, "manifest.json");
        var text = File.ReadAllText(file);
        Assert.DoesNotContain("\"engine\"", text);
        File.WriteAllText(file, text.Replace("\"mode\": \"part\",", "\"mode\": \"part\"," + engine, StringComparison.Ordinal));
        Assert.Equal((RunMode.Part, null), (RunFolder.Peek(path).Mode, RunFolder.Peek(path).Engine));
    }

    [Fact]
    public void A_run_under_way_cannot_be_opened()
    {
        using var folder = RunFolder.Create(_temp.At("run"));
        folder.Start(Manifest);
        Assert.Contains("still in progress", Assert.Throws<RunFolderException>(() => RunFolder.Open(_temp.At("run"))).Message);
    }

    [Theory]
    [InlineData("results.csv", -3, "results.csv line 5", "is truncated")]
    [InlineData("expected.jsonl", -3, "expected.jsonl line 2", "is truncated")]
    [InlineData("results.csv", 0, "results.csv", "is missing")]
    [InlineData("producer.json", 0, "producer.json", "is missing")]
    [InlineData("progress.jsonl", 0, "progress.jsonl", "is missing")]
    public void A_file_that_is_cut_or_missing_is_named_with_its_line(string file, int cut, string where, string what)
    {
        var path = WriteRun(_temp.At("run"));
        var name = Path.Combine(path, file);
        if (cut == 0) File.Delete(name);
        else File.WriteAllBytes(name, File.ReadAllBytes(name)[..^(-cut)]);
        using var folder = RunFolder.Open(path);
        var error = Assert.Throws<RunFolderException>(() => folder.ReadContents());
        Assert.Contains(where, error.Message);
        Assert.Contains(what, error.Message);
    }

    [Theory]
    [InlineData("results.csv", ",3,1,", ",3,one,", "line 2: clicks \"one\" is not a number")]
    [InlineData("results.csv", ",3,1,", ",3,", "line 2: 9 fields")]
    [InlineData("results.csv", "views,", "vews,", "line 1: the header is not")]
    [InlineData("results.csv", "\"ad,\"\"7\"\"\"", "\"ad,7", "broken quotes")]
    [InlineData("expected.jsonl", "\"window_end_ms\":1700000020000", "\"window_end_ms\":", "line 2: broken JSON")]
    [InlineData("progress.jsonl", "\"late_records\":17", "\"late_records\":\"x\"", "line 2: broken JSON at $.late_records")]
    public void A_line_that_does_not_parse_is_named(string file, string old, string changed, string what)
    {
        var path = WriteRun(_temp.At("run"));
        var name = Path.Combine(path, file);
        var text = File.ReadAllText(name);
        Assert.Contains(old, text);
        File.WriteAllText(name, text.Replace(old, changed));
        using var folder = RunFolder.Open(path);
        Assert.Contains(what, Assert.Throws<RunFolderException>(() => folder.ReadContents()).Message);
    }

    [Fact]
    public void A_file_gets_its_name_only_when_it_is_complete()
    {
        using var folder = RunFolder.Create(_temp.At("run"));
        using (var results = folder.WriteResults())
        {
            results.Write(Rows[0]);
            Assert.False(File.Exists(folder.ResultsPath));
        }
        Assert.False(File.Exists(folder.ResultsPath));
        Assert.False(File.Exists(folder.ResultsPath + ".part"));
        using (var results = folder.WriteResults())
        {
            results.Write(Rows[0]);
            results.Complete();
        }
        Assert.Equal(Rows[0], Assert.Single(ResultsCsv.Read(folder.ResultsPath)));
    }

    [Fact]
    public void A_full_disk_is_named_and_leaves_no_half_file()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("no /dev/full on this system to play the full disk");
        using var folder = RunFolder.Create(_temp.At("run"));
        folder.Start(Manifest);
        foreach (var path in new[] { folder.ResultsPath, folder.ExpectedPath, folder.ProducerPath })
            File.CreateSymbolicLink(path + ".part", "/dev/full");

        AssertDiskFull(folder.ProducerPath, () => folder.WriteProducer(Producer));
        AssertDiskFull(folder.ResultsPath, () =>
        {
            using var results = folder.WriteResults();
            for (var row = 0; row < 100_000; row++) results.Write(Rows[0]);
            results.Complete();
        });
        AssertDiskFull(folder.ExpectedPath, () =>
        {
            using var expected = folder.WriteExpected();
            expected.Write(Expected[0]);
            expected.Complete();
        });
        folder.Fail("disk full");
        Assert.Contains("disk full", Assert.Throws<RunFolderException>(() => RunFolder.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_collected_run_needs_neither_producers_nor_progress()
    {
        var path = _temp.At("run");
        using (var folder = RunFolder.Create(path))
        {
            folder.Start(Manifest with { Mode = RunMode.Collected });
            using (var results = folder.WriteResults()) results.Complete();
            using (var expected = folder.WriteExpected()) expected.Complete();
            folder.Complete(folder.Manifest);
        }
        using var opened = RunFolder.Open(path);
        var contents = opened.ReadContents();
        Assert.Null(contents.Producer);
        Assert.Empty(contents.Progress);
        Assert.Empty(contents.Results);
        Assert.Null(opened.ReadMetrics());
    }

    private static void AssertDiskFull(string path, Action write)
    {
        var error = Assert.Throws<RunFolderException>(write);
        Assert.True(error.DiskFull);
        Assert.Contains("the disk is full", error.Message);
        Assert.False(File.Exists(path));
        Assert.False(File.Exists(path + ".part"));
    }

    private static void ChangeManifest(string path, string old, string changed)
    {
        WriteRun(path);
        var name = Path.Combine(path, "manifest.json");
        var text = File.ReadAllText(name);
        Assert.Contains(old, text);
        File.WriteAllText(name, text.Replace(old, changed));
    }

    private static string WriteRun(string path)
    {
        using var folder = RunFolder.Create(path);
        folder.Start(Manifest);
        folder.WriteProducer(Producer);
        using (var results = folder.WriteResults())
        {
            foreach (var row in Rows) results.Write(row);
            results.Complete();
        }
        using (var expected = folder.WriteExpected())
        {
            foreach (var window in Expected) expected.Write(window);
            expected.Complete();
        }
        using (var progress = folder.WriteProgress())
        {
            progress.Write(new ProgressEntry
            {
                AtMs = 1.5,
                Batch = new MicroBatchReport { Id = 0, End = [3, 4], EventTime = new(1, 3, 2) }
            });
            progress.Write(new ProgressEntry { AtMs = 2, RecordsRead = 7, LateRecords = 17 });
            progress.Complete();
        }
        folder.Complete(folder.Manifest);
        return path;
    }

    private static readonly ProducerReport Producer = new()
    {
        Producers = [new ProducerEntry("producer-0", 10, 9, 1, 0.1, 0.5, 2.25, [new HistogramBar(5, 2)])],
        Schedule = new ScheduleSummary(10, 5_000, 1, null, 1.5, null, 2, null, null),
    };

    private static readonly ResultRow[] Rows =
    [
        new() { WindowStartMs = 1_700_000_000_000, WindowEndMs = 1_700_000_010_000, Views = 3, Clicks = 1, Ctr = 1.0 / 3,
            MaxProducerTimestampNs = 1_700_000_009_999_123_456, T1Ms = 1_700_000_030_123.4567, AppendMs = 1_700_000_030_120,
            LatencyMs = 20_124.333 },
        new() { WindowStartMs = 1_700_000_010_000, WindowEndMs = 1_700_000_020_000, Key = "ad,\"7\"", T1Ms = 1_700_000_040_123,
            AppendMs = 1_700_000_040_120.25 },
        new() { WindowStartMs = 1_700_000_010_000, WindowEndMs = 1_700_000_020_000, Key = "", Views = 1, Ctr = 0,
            MaxProducerTimestampNs = 1_700_000_019_000_000_000, T1Ms = 1_700_000_040_124, AppendMs = 1_700_000_040_121,
            LatencyMs = 21_124 },
        new() { WindowStartMs = 1_700_000_010_000, WindowEndMs = 1_700_000_020_000, Key = "\\x", Views = 1, Ctr = 0,
            MaxProducerTimestampNs = 1_700_000_019_000_000_000, T1Ms = 1_700_000_040_125, AppendMs = 1_700_000_040_121,
            LatencyMs = 21_125 },
    ];

    private static readonly ExpectedWindow[] Expected =
    [
        new() { WindowStartMs = 1_700_000_000_000, WindowEndMs = 1_700_000_010_000, Views = 3, Clicks = 1, Rows = 5,
            MaxProducerTimestampNs = 1_700_000_009_999_123_456, MaxDueMs = 1_700_000_009_999.5, FirstAppendMs = 1, LastAppendMs = 2,
            Any = new Mover(3.5, 4), All = new Mover(5, 6) },
        new() { WindowStartMs = 1_700_000_010_000, WindowEndMs = 1_700_000_020_000, Key = "x", Rows = 1 },
    ];
}
