using CtrBench.Engines.Checkpoints;
using CtrBench.Tests.Engines.Checkpoints;

namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// A disk in memory with what a crash leaves on a real one: a file that a killed process was writing holds a part of its content; after a
/// power loss so does each file that was not synced, and of each name that was not synced the old or the new state is there, as chance has
/// it.
/// </summary>
internal sealed class SimulatedDisk(SimulatedWorld world) : IDisk
{
    private readonly Dictionary<string, Content> _now = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Content> _durable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _locked = new(StringComparer.Ordinal);
    private (string Path, byte[] Bytes)? _held;
    private int _writes;
    private int _losses;

    public void CreateFolder(string folder) => world.Pass("making the folder");

    public IDisposable Lock(string path)
    {
        if (!_locked.Add(path)) throw new IOException("it is locked");
        return new Releasing(() =>
        {
            Release();
            _locked.Remove(path);
        });
    }

    public bool Exists(string path) => _now.ContainsKey(path);

    public IReadOnlyList<string> Files(string folder, string prefix, string suffix)
    {
        // Planted: without a mark it is a first start, whatever files there are.
        if (world.Planted == Planted.MarkExpired && prefix == "checkpoint-" && world.Plan.ExactlyOnce) return [];
        return [.. _now.Keys.Where(path => NameOf(path).StartsWith(prefix, StringComparison.Ordinal) && path.EndsWith(suffix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public byte[] Read(string path) => _now.TryGetValue(path, out var content) ? content.Bytes : throw new FileNotFoundException($"there is no {path}");

    public void Write(string path, ReadOnlySpan<byte> content)
    {
        Release();
        world.Pass("before a write");
        var bytes = content.ToArray();
        var number = _writes++;
        var fault = Fault(number);
        if (fault == DiskFault.Full)
        {
            _now[path] = new Content(bytes[..world.Plan.Chance(1, number, bytes.Length)], Synced: false);
            throw new IOException("No space left on device");
        }

        _now[path] = new Content(bytes, Synced: false);
        PassInAWrite(path, bytes, number);
        if (fault == DiskFault.FileSync) throw new IOException("Input/output error");
        _now[path] = new Content(bytes, Synced: world.Planted != Planted.NoSync);
    }

    public void Move(string from, string to)
    {
        world.Pass("before a rename");
        world.HasCheckpoint |= NameOf(to).StartsWith("checkpoint-", StringComparison.Ordinal);
        if (!_now.Remove(from, out var content)) throw new FileNotFoundException($"there is no {from}");
        // Planted: the file is there only after whatever comes next.
        if (world.Planted == Planted.CommitBeforeCheckpoint && NameOf(to).StartsWith("checkpoint-", StringComparison.Ordinal)) _held = (to, content.Bytes);
        else _now[to] = content;
    }

    public void Delete(string path)
    {
        Release();
        world.Pass("before a removal");
        _now.Remove(path);
    }

    public void SyncFolder(string folder)
    {
        world.Pass("before a sync of names");
        if (Fault(_writes - 1) == DiskFault.FolderSync) throw new IOException("Input/output error");
        if (world.Planted == Planted.NoSync) return;
        _durable.Clear();
        foreach (var (path, content) in _now) _durable[path] = content;
    }

    /// <summary>The process has ended, and with it perhaps the machine.</summary>
    public void Restart(bool powerLoss)
    {
        _locked.Clear();
        _held = null;
        if (!powerLoss) return;
        var all = _now.Keys.Union(_durable.Keys).Order(StringComparer.Ordinal).ToList();
        var (now, chance) = (new Dictionary<string, Content>(_now, StringComparer.Ordinal), 0L);
        _now.Clear();
        _losses++;
        foreach (var path in all)
        {
            var newer = world.Plan.Chance(2, _losses * 1_000 + chance++, 2) == 0;
            if (!(newer ? now : _durable).TryGetValue(path, out var left)) continue;
            if (!left.Synced) left = new Content(left.Bytes[..world.Plan.Chance(3, _losses * 1_000 + chance, left.Bytes.Length)], Synced: true);
            _now[path] = left;
        }

        _durable.Clear();
        foreach (var (path, content) in _now) _durable[path] = content;
    }

    /// <summary>Changes a bit of the newest checkpoint, if there is one.</summary>
    public bool Damage()
    {
        if (Files("", "checkpoint-", ".json") is not [.., var newest] || _now[newest].Bytes.Length < 2) return false;
        var bytes = _now[newest].Bytes.ToArray();
        // Not the line feed at its end.
        bytes[world.Plan.Chance(4, _writes, bytes.Length - 1)] ^= (byte)(1 << world.Plan.Chance(5, _writes, 8));
        _now[newest] = _durable[newest] = new Content(bytes, Synced: true);
        return true;
    }

    private void Release()
    {
        if (_held is not var (path, bytes) || world.IsDead) return;
        _now[path] = new Content(bytes, Synced: true);
        _held = null;
    }

    private DiskFault? Fault(int number)
    {
        if (!world.Plan.DiskFaults.TryGetValue(number, out var fault)) return null;
        world.Excuses.Add(Excuse.Disk);
        return fault;
    }

    private void PassInAWrite(string path, byte[] bytes, int number)
    {
        try
        {
            world.Pass("in a write");
        }
        catch (CrashException)
        {
            if (_now[path].Bytes == bytes) _now[path] = new Content(bytes[..world.Plan.Chance(1, number, bytes.Length)], Synced: false);
            throw;
        }
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private sealed record Content(byte[] Bytes, bool Synced);

    private sealed class Releasing(Action release) : IDisposable
    {
        public void Dispose() => release();
    }
}
