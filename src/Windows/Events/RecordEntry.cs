namespace CtrBench.Windows.Events;

/// <summary>Position of one record in its buffer: key bytes, then value bytes. A value length of -1 is a tombstone.</summary>
internal readonly record struct RecordEntry(int Start, int KeyLength, int ValueLength, long AppendTimeMs, long DueNs, bool Foreign = false)
{
    /// <summary>The first byte after the record; the next record starts there.</summary>
    public int End => Start + KeyLength + Math.Max(ValueLength, 0);
}
