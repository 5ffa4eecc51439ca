using System.Text.Json;
using CtrBench.Engines;
using CtrBench.Engines.Checkpoints;
using CtrBench.Tests.Harness.Runs;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Emulation;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Engines.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private static readonly CtrQuery Query = new() { GroupBy = GroupField.AdId };
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.At("checkpoints");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_checkpoint_and_a_plan_come_back_as_they_were()
    {
        var (state, plan) = (State(1), new MicroBatchPlan(1, [3, 4], [7, 9], 5_000, 4_000));
        using (var folder = Open())
        {
            folder.Write(state);
            folder.Write(plan);
        }

        using var again = Open();
        Assert.Equal(Text(state), Text(again.FindNewest()));
        Assert.Equal(Text(plan), Text(Assert.Single(again.PlansAfter(1))));
        Assert.Empty(again.Warnings);
    }

    [Fact]
    public void Each_file_and_its_name_are_synced_and_so_are_the_names_of_new_folders()
    {
        var disk = new FailingDisk();
        using (var folder = CheckpointFolder.Open(_folder.At("new/deeper/checkpoints"), Fields(), disk: disk)) folder.Write(State(1));
        string[] expected = ["", "new", "new/deeper", "new/deeper", "file", "new/deeper/checkpoints", "file", "new/deeper/checkpoints"];
        Assert.Equal(expected.Select(name => name == "file" ? name : _folder.At(name).TrimEnd('/')), disk.Synced);
    }

    // Whichever sync fails, the checkpoint is not valid and the query is told; the checkpoint before it is.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_sync_that_fails_fails_the_checkpoint_by_name(int sync)
    {
        var disk = new FailingDisk();
        using (var folder = Open(disk))
        {
            folder.Write(State(1));
            disk.FailIn = sync;
            var failure = Assert.Throws<CheckpointException>(() => folder.Write(State(2)));
            Assert.Contains("the checkpoint cannot be written (Input/output error)", failure.Message);
            Assert.Contains("checkpoint-000000002.json", failure.Message);
            Assert.Throws<CheckpointException>(() => folder.Write(new MicroBatchPlan(2, null, [1, 1], 0, 0)));
        }

        using var again = Open();
        Assert.Equal(sync == 1 ? 1 : 2, again.FindNewest()!.Id);
    }

    [Fact]
    public void A_new_folder_whose_name_cannot_be_stored_is_not_used()
    {
        var failure = Assert.Throws<CheckpointException>(() => Open(new FailingDisk { FailIn = 1 }));
        Assert.Contains("Input/output error", failure.Message);
        Directory.CreateDirectory(Path);
        failure = Assert.Throws<CheckpointException>(() => Open(new FailingDisk { FailIn = 1 }));
        Assert.Contains("the folder's own name cannot be stored (Input/output error)", failure.Message);
        Assert.False(File.Exists(System.IO.Path.Combine(Path, "query.json")));
    }

    [Fact]
    public void The_disk_of_this_machine_syncs_files_and_folders_and_names_what_fails()
    {
        var disk = Disk.OfThisMachine;
        disk.SyncFolder(_folder.At(""));
        Assert.SkipWhen(OperatingSystem.IsWindows(), "folders are not synced there");
        var missing = Assert.Throws<IOException>(() => disk.SyncFolder(_folder.At("missing")));
        Assert.Matches("^open of the folder failed: .+, error 2; what was written", missing.Message);
        // A file that cannot be synced, on every Linux.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/null");
        using var special = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.Write);
        Assert.Matches("^fsync of the file failed: .+, error 22; what was written", Assert.Throws<IOException>(() => disk.SyncFile(special)).Message);
    }

    [Fact]
    public void A_folder_keeps_its_transactional_id_and_no_other_has_it()
    {
        using var one = Open();
        using var other = CheckpointFolder.Open(_folder.At("other"), Fields());
        Assert.NotEqual(one.TransactionalId, other.TransactionalId);
        one.Dispose();
        using var again = Open();
        Assert.Equal(one.TransactionalId, again.TransactionalId);
    }

    [Fact]
    public void The_last_two_are_kept_with_the_plans_that_lead_on_from_the_first_of_them()
    {
        using var folder = Open();
        for (var id = 1L; id <= 5; id++)
        {
            folder.Write(new MicroBatchPlan(id - 1, null, [id, id], 0, 0));
            folder.Write(State(id));
            folder.Keep(id);
        }

        folder.Write(new MicroBatchPlan(5, null, [6, 6], 0, 0));
        Assert.Equal(
            ["checkpoint-000000004.json", "checkpoint-000000005.json", "lock", "plan-000000005.json", "plan-000000006.json", "query.json"],
            Directory.GetFiles(Path).Select(System.IO.Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_truncated_or_modified_newest_checkpoint_is_replaced_by_the_previous_one()
    {
        WriteTwo();
        foreach (var _ in Damages("checkpoint-000000002.json"))
        {
            using var folder = Open();
            if (File.ReadAllText(System.IO.Path.Combine(Path, "checkpoint-000000002.json")).StartsWith("{\"format\":3", StringComparison.Ordinal)) continue;
            var found = folder.FindNewest();
            Assert.Contains(Text(found), new[] { Text(State(1)), Text(State(2)) });
            Assert.Equal(found!.Id == 1 ? 1 : 0, folder.Warnings.Count(warning => warning.Contains("checkpoint-000000002.json", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Cut_or_changed_anywhere_a_committed_one_is_refused_by_its_name()
    {
        WriteTwo();
        var (refused, whole) = (0, 0);
        foreach (var _ in Damages("checkpoint-000000002.json"))
        {
            using var folder = Open();
            try
            {
                Assert.Equal(Text(State(2)), Text(folder.FindCommitted(new TransactionMark(2, State(2).Offsets), "marks")));
                whole++;
            }
            catch (CheckpointException refusal)
            {
                Assert.Contains("checkpoint-000000002.json", refusal.Message, StringComparison.Ordinal);
                refused++;
            }
        }

        // A line feed more or less at its end changes nothing.
        Assert.InRange(whole, 1, 4);
        Assert.True(refused > 100);
    }

    [Fact]
    public void Cut_or_changed_anywhere_a_plan_is_refused_by_its_name()
    {
        var plan = new MicroBatchPlan(0, null, [7, 9], 0, 0);
        using (var folder = Open()) folder.Write(plan);
        foreach (var _ in Damages("plan-000000001.json"))
        {
            using var folder = Open();
            try
            {
                Assert.Equal(Text(plan), Text(folder.PlansAfter(0).Single()));
            }
            catch (CheckpointException refusal)
            {
                Assert.Contains("plan-000000001.json", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Cut_or_changed_anywhere_the_owner_is_refused_by_its_name()
    {
        Open().Dispose();
        foreach (var _ in Damages("query.json"))
        {
            try
            {
                Open().Dispose();
            }
            catch (CheckpointException refusal)
            {
                Assert.Contains("query.json", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Checkpoints_that_can_all_not_be_read_are_refused_and_so_are_those_without_an_owner()
    {
        WriteTwo();
        foreach (var file in Directory.GetFiles(Path, "checkpoint-*")) File.WriteAllText(file, "{");
        using (var folder = Open()) Assert.Contains("none of its checkpoints can be read", Assert.Throws<CheckpointException>(folder.FindNewest).Message, StringComparison.Ordinal);
        File.Delete(System.IO.Path.Combine(Path, "query.json"));
        Assert.Contains("query.json: is missing", Assert.Throws<CheckpointException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_folder_or_another_number_is_passed_over()
    {
        WriteTwo();
        using (var other = CheckpointFolder.Open(_folder.At("other"), Fields())) other.Write(State(3));
        File.Copy(System.IO.Path.Combine(_folder.At("other"), "checkpoint-000000003.json"), System.IO.Path.Combine(Path, "checkpoint-000000003.json"));
        File.Copy(System.IO.Path.Combine(Path, "checkpoint-000000001.json"), System.IO.Path.Combine(Path, "checkpoint-000000004.json"));
        using var folder = Open();
        Assert.Equal(2, folder.FindNewest()!.Id);
        Assert.Contains("checkpoint 1 under another name", folder.Warnings[0], StringComparison.Ordinal);
        Assert.Contains("belongs to another folder", folder.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_a_later_version_is_refused()
    {
        WriteTwo();
        var file = System.IO.Path.Combine(Path, "checkpoint-000000002.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"format\":2", "\"format\":3", StringComparison.Ordinal));
        using var folder = Open();
        Assert.Contains("its format is 3", Assert.Throws<CheckpointException>(folder.FindNewest).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_queries_cannot_share_a_folder_and_a_stale_lock_file_has_no_effect()
    {
        Directory.CreateDirectory(Path);
        File.WriteAllText(System.IO.Path.Combine(Path, "lock"), "");
        using (Open()) Assert.Contains("another running query", Assert.Throws<CheckpointException>(Open).Message, StringComparison.Ordinal);
        Open().Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_is_named()
    {
        File.WriteAllText(_folder.At("file"), "");
        var refusal = Assert.Throws<CheckpointException>(() => CheckpointFolder.Open(_folder.At("file/checkpoints"), Fields()));
        Assert.StartsWith(_folder.At("file/checkpoints"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_process_had_not_finished_writing_is_removed()
    {
        WriteTwo();
        var part = System.IO.Path.Combine(Path, "checkpoint-000000003.json.part");
        File.WriteAllText(part, "{\"format\":1");
        using var folder = Open();
        Assert.False(File.Exists(part));
        Assert.Equal(2, folder.FindNewest()!.Id);
    }

    [Fact]
    public void Another_query_is_refused_by_the_first_field_that_differs()
    {
        Open().Dispose();
        (string, CtrQuery)[] others =
        [
            ("window", Query with { WindowMs = 1 }), ("delay", Query with { WatermarkDelayMs = 1 }), ("group-by", Query with { GroupBy = GroupField.None }),
            ("guarantee", Query with { Delivery = new() { Guarantee = DeliveryGuarantee.ExactlyOnce } }),
            ("output-mode", Query with { MicroBatch = new() { OutputMode = OutputMode.Update } }),
        ];
        foreach (var (field, query) in others)
        {
            var refusal = Assert.Throws<QueryRefusedException>(() => CheckpointFolder.Open(Path, Fields(query)));
            Assert.Equal(field, refusal.Field);
            Assert.Contains(Path, refusal.Message, StringComparison.Ordinal);
        }

        Assert.Equal("engine", Assert.Throws<QueryRefusedException>(() => CheckpointFolder.Open(Path, Fields(kind: EngineFamily.Continuous))).Field);
        // What only moves the schedule may change.
        CheckpointFolder.Open(Path, Fields(Query with { MicroBatch = new() { TriggerIntervalMs = 7 } })).Dispose();
    }

    [Fact]
    public void The_log_decides_which_file_is_valid_and_a_newer_one_is_removed()
    {
        WriteTwo();
        using var folder = Open();
        Assert.Equal(Text(State(1)), Text(folder.FindCommitted(new TransactionMark(1, State(1).Offsets), "marks")));
        Assert.False(File.Exists(System.IO.Path.Combine(Path, "checkpoint-000000002.json")));
        Assert.Null(folder.FindCommitted(new TransactionMark(0, [0, 0]), "marks"));
        Assert.False(File.Exists(System.IO.Path.Combine(Path, "checkpoint-000000001.json")));
    }

    [Fact]
    public void A_log_that_does_not_fit_to_the_folder_is_refused()
    {
        WriteTwo();
        using var folder = Open();
        Assert.Contains("no commit after number 0", Assert.Throws<CheckpointException>(() => folder.FindCommitted(new(0, [0, 0]), "marks")).Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint-000000003.json", Assert.Throws<CheckpointException>(() => folder.FindCommitted(new(3, [1, 1]), "marks")).Message, StringComparison.Ordinal);
        Assert.Contains("offsets are not those", Assert.Throws<CheckpointException>(() => folder.FindCommitted(new(2, [1, 1]), "marks")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mark_a_folder_with_a_checkpoint_is_refused_and_keeps_it()
    {
        using (var folder = Open()) folder.Write(State(1));
        using var again = Open();
        var refusal = Assert.Throws<CheckpointException>(() => again.FindCommitted(null, "results-mark-x"));
        Assert.Contains("checkpoint-000000001.json: the mark of its commit is missing from 'results-mark-x'", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(System.IO.Path.Combine(Path, "checkpoint-000000001.json")));
    }

    [Fact]
    public void A_folder_without_checkpoints_needs_no_mark()
    {
        using var folder = Open();
        Assert.Null(folder.FindCommitted(null, "marks"));
    }

    [Theory]
    [InlineData(DeliveryGuarantee.ExactlyOnce, 1, true)]
    [InlineData(DeliveryGuarantee.ExactlyOnce, 0, false)]
    [InlineData(DeliveryGuarantee.AtLeastOnce, 1, false)]
    public void A_folder_whose_marks_were_offsets_of_a_group_is_refused_by_name_once_it_has_a_checkpoint(
        DeliveryGuarantee guarantee, int checkpoints, bool refused)
    {
        var fields = Fields(Query with { Delivery = new() { Guarantee = guarantee } });
        Directory.CreateDirectory(Path);
        CheckpointFile.Write(System.IO.Path.Combine(Path, "query.json"), "ctrbench-1", new CheckpointOwner("ctrbench-1", fields), Disk.OfThisMachine, null);
        for (var id = 1; id <= checkpoints; id++)
            CheckpointFile.Write(System.IO.Path.Combine(Path, $"checkpoint-{id:D9}.json"), "ctrbench-1", State(id), Disk.OfThisMachine, null);
        if (!refused)
        {
            CheckpointFolder.Open(Path, fields).Dispose();
            return;
        }

        var refusal = Assert.Throws<CheckpointException>(() => CheckpointFolder.Open(Path, fields));
        Assert.Contains("offsets of consumer group 'ctrbench-1'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("the version that wrote it", refusal.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, string> Fields(CtrQuery? query = null, EngineFamily kind = EngineFamily.MicroBatch) =>
        CheckpointQuery.Of(kind, query ?? Query, new EngineEndpoints(new InMemoryTransport(TimeProvider.System), "events", "results", TimeProvider.System));

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, new JsonSerializerOptions { IncludeFields = true });

    private static Checkpoint State(long id)
    {
        var counts = new CtrCounts { Views = id, Clicks = 2, Rows = id + 3, MaxProducerTimestampNs = 1_700_000_000_000_000_001 + id, HasTimestamp = true };
        return new Checkpoint
        {
            Id = id,
            Offsets = [id * 10, id * 11],
            Counters = new CheckpointCounters(id, 2, 3, 4, 5, 6),
            Continuous = new ContinuousCheckpoint(
                long.MinValue, [new(-1_000, "\"ü\u0000\n", counts), new(0, null, default(CtrCounts) with { Rows = 1 }), new(0, "", counts)]),
        };
    }

    private CheckpointFolder Open(IDisk disk) => CheckpointFolder.Open(Path, Fields(), disk: disk);

    private CheckpointFolder Open() => CheckpointFolder.Open(Path, Fields());

    private void WriteTwo()
    {
        using var folder = Open();
        folder.Write(State(1));
        folder.Write(State(2));
    }

    // Every way to cut it, and every byte changed, in turn; whole again at the end.
    private IEnumerable<int> Damages(string name)
    {
        var file = System.IO.Path.Combine(Path, name);
        var whole = File.ReadAllBytes(file);
        for (var i = 0; i < whole.Length; i++)
        {
            File.WriteAllBytes(file, whole[..i]);
            yield return i;
            var changed = whole.ToArray();
            changed[i] ^= 1;
            File.WriteAllBytes(file, changed);
            yield return i;
        }

        File.WriteAllBytes(file, whole);
    }

    // Records what is synced, and fails the sync that is FailIn calls away, and all after it.
    private sealed class FailingDisk : IDisk
    {
        public int? FailIn { get; set; }

        public List<string> Synced { get; } = [];

        public void CreateFolder(string folder) => Disk.CreateFolder(folder, this);

        public IDisposable Lock(string path) => Disk.OfThisMachine.Lock(path);

        public bool Exists(string path) => Disk.OfThisMachine.Exists(path);

        public IReadOnlyList<string> Files(string folder, string prefix, string suffix) => Disk.OfThisMachine.Files(folder, prefix, suffix);

        public byte[] Read(string path) => Disk.OfThisMachine.Read(path);

        public void Write(string path, ReadOnlySpan<byte> content)
        {
            File.WriteAllBytes(path, content);
            Sync("file");
        }

        public void Move(string from, string to) => Disk.OfThisMachine.Move(from, to);

        public void Delete(string path) => Disk.OfThisMachine.Delete(path);

        public void SyncFolder(string folder) => Sync(folder);

        private void Sync(string what)
        {
            if (FailIn is { } left && (FailIn = left - 1) <= 0) throw new IOException("Input/output error");
            Synced.Add(what);
        }
    }
}
