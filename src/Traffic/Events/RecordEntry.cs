namespace CtrBench.Traffic.Events;

/// <summary>Where one record lies in its batch's buffer: key bytes, then value bytes. A value length of -1 is a tombstone.</summary>
internal readonly record struct RecordEntry(int Start, int KeyLength, int ValueLength, long AppendTimeMs, long DueNs);
