using CtrBench.Harness.RunModel;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Simulation;

/// <summary>
/// The events topic in virtual time: draws the schedule lazily, appends each event a fixed ingest time after it was due, and holds the rows
/// that the engine has not read yet, as columns per partition.
/// </summary>
internal sealed class SimulatedLog
{
    private readonly SimulationInput _input;
    private readonly ISimulationOutput _output;
    private readonly PendingRows[] _pending;
    private readonly long _ingestNs;
    private readonly bool _keyed;
    private readonly bool _counted;
    private readonly bool _stamped;
    private ScheduledEvent _next;
    private bool _hasNext;

    /// <summary>An empty log before the first event.</summary>
    public SimulatedLog(SimulationInput input, ISimulationOutput output)
    {
        (_input, _output) = (input, output);
        _pending = [.. Enumerable.Range(0, input.Partitions).Select(_ => new PendingRows())];
        _ingestNs = (long)Math.Round(input.Profile.IngestMs * 1e6);
        _keyed = input.Query.GroupBy != GroupField.None;
        _counted = input.Query.Schema is { EventType: null };
        _stamped = input.Query.Schema is not { ProducerTimestamp: null };
        _hasNext = Draw();
        EndOffsets = new long[input.Partitions];
    }

    /// <summary>End offset (exclusive) of every partition.</summary>
    public long[] EndOffsets { get; }

    /// <summary>Whether there is another event.</summary>
    public bool HasNext => _hasNext;

    /// <summary>When the next event will be appended, epoch ns; only with <see cref="HasNext"/>.</summary>
    public long NextAppendNs => _next.DueNs + _ingestNs;

    /// <summary>Waiting rows of a partition.</summary>
    public PendingRows Pending(int partition) => _pending[partition];

    /// <summary>Appends every event whose append time is at or before <paramref name="untilNs"/>.</summary>
    public void AppendUntil(long untilNs)
    {
        while (_hasNext && NextAppendNs <= untilNs) AppendNext();
    }

    /// <summary>Appends the next event and returns its partition.</summary>
    public int AppendNext()
    {
        var partition = _input.PartitionOf(_next.Ad);
        var key = _keyed ? _input.KeyOf(_next) : 0;
        var valid = (ulong)_next.EventTimeMs <= ParseProfile.MaxEventTimeMs;
        var flags = (_counted ? RowFlags.View : (RowFlags)_next.Kind) | (_stamped ? RowFlags.HasProducerTimestamp : RowFlags.None)
            | (valid ? RowFlags.HasEventTime : RowFlags.None);
        _pending[partition].Add(_next.EventTimeMs, _next.DueNs, flags, key);
        EndOffsets[partition]++;
        _output.Appended(_next, partition, flags, key, EpochMs.Of(NextAppendNs));
        _hasNext = Draw();
        return partition;
    }

    // Its event time as a record of the query's mapping has it.
    private bool Draw()
    {
        if (!_input.Schedule.TryNext(out _next)) return false;
        if (_input.Query.Schema is { } schema) _next = _next with { EventTimeMs = MappedEventJson.AsWritten(schema, _next.EventTimeMs) };
        return true;
    }
}
