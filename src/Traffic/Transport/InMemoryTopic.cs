namespace CtrBench.Traffic.Transport;

/// <summary>One topic: its partitions' logs, and its current readers and writers.</summary>
internal sealed class InMemoryTopic
{
    private readonly Lock _gate = new();
    private readonly PartitionLog[] _logs;
    private WakeSignal[] _readers = [];
    private WakeSignal[] _writers = [];
    private volatile bool _completed;

    /// <summary>An empty topic.</summary>
    public InMemoryTopic(TopicSpec spec, InMemoryTransportOptions options, SegmentPool pool)
    {
        Name = spec.Name;
        _logs = new PartitionLog[spec.Partitions];
        for (var p = 0; p < _logs.Length; p++) _logs[p] = new PartitionLog(spec.Name, p, options, pool);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its id: no other topic has it, in no process, since a checkpoint outlives this one.</summary>
#pragma warning disable RS0030 // Ids that must differ between runs of one seed
    public string Id { get; } = $"{Guid.NewGuid():N}";
#pragma warning restore RS0030

    /// <summary>Its partitions.</summary>
    public int Partitions => _logs.Length;

    /// <summary>Whether no record will follow.</summary>
    public bool IsCompleted => _completed;

    /// <summary>Readers and writers open now.</summary>
    public (int Readers, int Writers) Users => (Volatile.Read(ref _readers).Length, Volatile.Read(ref _writers).Length);

    /// <summary>The log of a partition.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such partition.</exception>
    public PartitionLog Log(int partition)
    {
        Require(partition);
        return _logs[partition];
    }

    /// <summary>Fails unless the topic has the partition.</summary>
    public void Require(int partition)
    {
        if ((uint)partition >= (uint)_logs.Length)
            throw new ArgumentOutOfRangeException(
                nameof(partition), partition, $"Topic '{Name}' has partitions 0 to {_logs.Length - 1}.");
    }

    /// <summary>Registers a reader to wake on new records.</summary>
    public void AddReader(WakeSignal signal)
    {
        lock (_gate) _readers = [.. _readers, signal];
    }

    /// <summary>Registers a writer to wake on free space.</summary>
    public void AddWriter(WakeSignal signal)
    {
        lock (_gate) _writers = [.. _writers, signal];
    }

    /// <summary>Removes a reader or writer.</summary>
    public void Remove(WakeSignal signal)
    {
        lock (_gate)
        {
            _readers = [.. _readers.Where(s => s != signal)];
            _writers = [.. _writers.Where(s => s != signal)];
        }
    }

    /// <summary>Signals new records.</summary>
    public void WakeReaders()
    {
        foreach (var reader in Volatile.Read(ref _readers)) reader.Set();
    }

    /// <summary>Signals free space.</summary>
    public void WakeWriters()
    {
        foreach (var writer in Volatile.Read(ref _writers)) writer.Set();
    }

    /// <summary>No record will follow: readers end when they have read the kept records, waiting writers fail.</summary>
    public void Complete()
    {
        foreach (var log in _logs) log.Complete();
        _completed = true;
        WakeReaders();
        WakeWriters();
    }

    /// <summary>Releases all memory.</summary>
    public void Drop()
    {
        foreach (var log in _logs) log.Drop();
    }
}
