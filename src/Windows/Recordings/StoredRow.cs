namespace CtrBench.Windows.Recordings;

/// <summary>A row of the events topic as stored.</summary>
/// <param name="Partition">Partition.</param>
/// <param name="AppendMs">When the log stored its record, epoch ms.</param>
/// <param name="EventTimeMs">Event time, epoch ms; meaningful only with a valid one.</param>
/// <param name="Flags">Its kind and validity.</param>
/// <param name="StampNs">Producer timestamp, epoch ns.</param>
/// <param name="Key">Group key; null when not grouped.</param>
internal readonly record struct StoredRow(int Partition, long AppendMs, long EventTimeMs, RowFlags Flags, long StampNs, string? Key)
{
    /// <summary>Whether it has a valid event time.</summary>
    public bool IsValid => (Flags & RowFlags.HasEventTime) != 0;
}
