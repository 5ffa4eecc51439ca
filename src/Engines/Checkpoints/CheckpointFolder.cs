using System.Globalization;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Checkpoints;

/// <summary>
/// The checkpoints of one query, locked while it is open: <c>query.json</c> identifies the query, <c>checkpoint-N.json</c> is a state (the
/// last two are kept), <c>plan-N.json</c> the micro-batch that leads to checkpoint N (S20: the offset log). Not thread-safe.
/// </summary>
internal sealed class CheckpointFolder : IDisposable
{
    private const string OwnerName = "query.json";
    private const string StatePrefix = "checkpoint-";
    private const string PlanPrefix = "plan-";
    private const string StartOverRemedy = "Choose another checkpoint folder, or remove this one, to start from the first record";

    private readonly string _path;
    private readonly IDisposable _lock;
    private readonly Action? _pass;
    private readonly IDisk _disk;
    private readonly List<string> _warnings = [];

    private CheckpointFolder(string path, IDisposable taken, IDisk disk, Action? pass) =>
        (_path, _lock, _disk, _pass) = (path, taken, disk, pass);

    /// <summary>The transactional id of the results (exactly-once): the same at every start.</summary>
    public string TransactionalId { get; private set; } = "";

    /// <summary>Messages for the user about how the query was restored.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>
    /// Opens the folder of the query with these fields, or creates it. <paramref name="pass"/> is called before each step that a killed
    /// process may not reach: tests end a run there. <paramref name="disk"/>: null for that of this machine.
    /// </summary>
    /// <exception cref="CheckpointException">It is in use, cannot be written, or its owner file cannot be read.</exception>
    /// <exception cref="QueryRefusedException">It belongs to another query: the field that differs.</exception>
    public static CheckpointFolder Open(string path, IReadOnlyDictionary<string, string> query, Action? pass = null, IDisk? disk = null)
    {
        var full = Path.GetFullPath(path);
        disk ??= Disk.OfThisMachine;
        var folder = new CheckpointFolder(full, CheckpointLock.Acquire(full, disk), disk, pass);
        try
        {
            folder.ReadOrCreateOwner(query);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The checkpoint to continue from without transactions: the newest readable one; null when there is none. An unreadable one is skipped
    /// with a warning: the results since the previous one are computed again.
    /// </summary>
    /// <exception cref="CheckpointException">There are checkpoints, but none can be read.</exception>
    public Checkpoint? FindNewest()
    {
        var ids = Ids(StatePrefix);
        foreach (var id in Enumerable.Reverse(ids))
        {
            if (ReadState(id, out var fault) is { } found) return found;
            _warnings.Add($"{StatePath(id)}: {fault}. The query continues from the previous checkpoint; results since then are written "
                + "again.");
        }

        if (ids.Count == 0) return null;
        throw new CheckpointException(_path, $"none of its checkpoints can be read ({_warnings[0]})", StartOverRemedy);
    }

    /// <summary>
    /// The checkpoint to continue from with transactions: that of the last commit, regardless of other files; null when nothing was
    /// committed. Files of checkpoints that were never committed are removed.
    /// </summary>
    /// <param name="mark">The mark of the last commit; null when there is none, not even that of a first start.</param>
    /// <param name="markPlace">Where marks are.</param>
    /// <exception cref="CheckpointException">The log and the folder do not match, or the file cannot be read.</exception>
    public Checkpoint? FindCommitted(TransactionMark? mark, string markPlace)
    {
        var committed = mark?.CheckpointId ?? 0;
        var ids = Ids(StatePrefix);
        // A start commits a mark before the first file is written: without one, which results are committed is unknown.
        if (mark is null && ids.Count > 0)
            throw new CheckpointException(
                StatePath(ids[^1]), $"the mark of its commit is missing from '{markPlace}': which results are committed is unknown, and "
                    + "starting at the first record would write all of them again",
                "Restore that topic. Or, to write every result again, choose another checkpoint folder and another results topic");
        // A file is written before its commit, so at most one file is ahead.
        if (ids.LastOrDefault() > committed + 1)
            throw new CheckpointException(
                StatePath(ids[^1]), $"its results topic has no commit after number {committed}: the topic, or '{markPlace}', is not the "
                    + "one that this query wrote to", StartOverRemedy);
        var found = committed == 0 ? null : Committed(mark!);
        foreach (var id in ids.Where(id => id > committed)) _disk.Delete(StatePath(id));
        return found;
    }

    /// <summary>
    /// The micro-batches that had started after checkpoint <paramref name="id"/> (0: none), in order: they run again with the same offsets
    /// and watermarks.
    /// </summary>
    /// <exception cref="CheckpointException">One cannot be read: with other offsets its results would contradict those already
    /// written.</exception>
    public Queue<MicroBatchPlan> PlansAfter(long id)
    {
        var plans = new Queue<MicroBatchPlan>();
        for (var next = id + 1; _disk.Exists(PlanPath(next)); next++)
        {
            var plan = CheckpointFile.Read<MicroBatchPlan>(PlanPath(next), TransactionalId, _disk, out var fault);
            plans.Enqueue(plan ?? throw new CheckpointException(
                PlanPath(next), $"{fault}, so a batch that had started cannot be run again unchanged", StartOverRemedy));
        }

        return plans;
    }

    /// <summary>Stores the plan of a micro-batch before it starts (S20).</summary>
    /// <exception cref="CheckpointException">It could not be written.</exception>
    public void Write(MicroBatchPlan plan) => CheckpointFile.Write(PlanPath(plan.Id + 1), TransactionalId, plan, _disk, _pass);

    /// <summary>Stores a checkpoint.</summary>
    /// <exception cref="CheckpointException">It could not be written.</exception>
    public void Write(Checkpoint checkpoint) => CheckpointFile.Write(StatePath(checkpoint.Id), TransactionalId, checkpoint, _disk, _pass);

    /// <summary>
    /// Makes checkpoint <paramref name="id"/> valid: it and the previous one are kept, with the plans that follow the previous one.
    /// </summary>
    public void Keep(long id)
    {
        foreach (var old in Ids(StatePrefix).Where(old => old < id - 1)) _disk.Delete(StatePath(old));
        foreach (var old in Ids(PlanPrefix).Where(old => old < id)) _disk.Delete(PlanPath(old));
        _pass?.Invoke();
    }

    /// <summary>Makes sure that a checkpoint was taken on the topics of now; a message says so where that is not known.</summary>
    /// <exception cref="CheckpointException">A topic was deleted and made again since.</exception>
    public void ThrowIfOfOtherTopics(Checkpoint checkpoint, CheckpointTopics now, EngineEndpoints endpoints)
    {
        if (now.CompareWith(StatePath(checkpoint.Id), checkpoint.Topics, endpoints) is { } unknown) Warn(unknown);
    }

    /// <summary>Adds a message about how the query was restored.</summary>
    public void Warn(string text) => _warnings.Add(text);

    /// <summary>Releases the folder.</summary>
    public void Dispose() => _lock.Dispose();

    private void ReadOrCreateOwner(IReadOnlyDictionary<string, string> query)
    {
        foreach (var part in _disk.Files(_path, "", CheckpointFile.PartSuffix)) _disk.Delete(part);
        var path = Path.Combine(_path, OwnerName);
        if (!_disk.Exists(path))
        {
            if (Ids(StatePrefix).Count > 0)
                throw new CheckpointException(path, "is missing, so the owner of the checkpoints in this folder is unknown",
                    StartOverRemedy);
            // The id must be unique to this folder, forever, on every broker: it cannot come from a seed.
#pragma warning disable RS0030 // Ids that must differ between runs of one seed
            TransactionalId = $"ctrbench-{Guid.NewGuid():N}";
#pragma warning restore RS0030
            // Somebody may have made the folder just now: it must not disappear with the state of results that are there to stay.
            SyncParent();
            var made = new CheckpointOwner(TransactionalId, query) { Marks = CheckpointOwner.InTopic };
            CheckpointFile.Write(path, TransactionalId, made, _disk, _pass);
            return;
        }

        var owner = CheckpointFile.Read<CheckpointOwner>(path, null, _disk, out var fault)
            ?? throw new CheckpointException(path, $"{fault}, so the owner of the checkpoints in this folder is unknown", StartOverRemedy);
        CheckpointQuery.ThrowIfOther(_path, owner.Query, query);
        ThrowIfMarkedByGroup(path, owner);
        TransactionalId = owner.TransactionalId;
    }

    private void SyncParent()
    {
        if (Path.GetDirectoryName(_path) is not { } parent) return;
        try
        {
            _disk.SyncFolder(parent);
        }
        catch (IOException error)
        {
            throw new CheckpointException(
                _path, $"the folder's own name cannot be stored ({error.Message.TrimEnd('.')})", "Check the disk, or choose another folder",
                error);
        }
    }

    // Earlier versions kept the mark as offsets of a group, which expire: without them the query would start at the first record.
    private void ThrowIfMarkedByGroup(string path, CheckpointOwner owner)
    {
        if (owner.Marks == CheckpointOwner.InTopic
            || owner.Query.GetValueOrDefault("guarantee") != nameof(DeliveryGuarantee.ExactlyOnce)) return;
        if (Ids(StatePrefix).Count == 0)
        {
            // Nothing was committed: the folder is as good as new.
            CheckpointFile.Write(path, owner.TransactionalId, owner with { Marks = CheckpointOwner.InTopic }, _disk, _pass);
            return;
        }

        throw new CheckpointException(
            path, "was written by an earlier version, which kept the position of its exactly-once results as offsets of consumer group "
                + $"'{owner.TransactionalId}'; this version does not continue from those",
            "Continue with the version that wrote it. Or, to write every result again, choose another checkpoint folder and another "
            + "results topic");
    }

    private Checkpoint Committed(TransactionMark mark)
    {
        var path = StatePath(mark.CheckpointId);
        var found = ReadState(mark.CheckpointId, out var fault);
        if (found is null)
            throw new CheckpointException(
                path, $"{fault}, and with exactly-once no other checkpoint can replace it: its results are committed", StartOverRemedy);
        if (!found.Offsets.SequenceEqual(mark.Offsets))
            throw new CheckpointException(path, "its offsets are not those that were committed with its results", StartOverRemedy);
        return found;
    }

    private Checkpoint? ReadState(long id, out string fault)
    {
        var found = CheckpointFile.Read<Checkpoint>(StatePath(id), TransactionalId, _disk, out fault);
        if (found is null || found.Id == id) return found;
        fault = string.Create(CultureInfo.InvariantCulture, $"it is checkpoint {found.Id} under another name");
        return null;
    }

    private List<long> Ids(string prefix) =>
    [
        .. _disk.Files(_path, prefix, ".json")
            .Select(file => Path.GetFileNameWithoutExtension(file)[prefix.Length..])
            .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0).Order(),
    ];

    private string StatePath(long id) => FilePath(StatePrefix, id);

    private string PlanPath(long id) => FilePath(PlanPrefix, id);

    private string FilePath(string prefix, long id) =>
        Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{prefix}{id:D9}.json"));
}

/// <summary>The owner of a checkpoint folder: written once, when the folder is created.</summary>
/// <param name="TransactionalId">
/// The query's permanent transactional id; also identifies files copied from another folder.
/// </param>
/// <param name="Query">The fields that must not change over a restart, by their command-line names.</param>
internal sealed record CheckpointOwner(string TransactionalId, IReadOnlyDictionary<string, string> Query)
{
    /// <summary>Value of <see cref="Marks"/>: in a topic of their own.</summary>
    public const string InTopic = "topic";

    /// <summary>Where marks of commits are; null: as offsets of a group.</summary>
    public string? Marks { get; init; }
}
