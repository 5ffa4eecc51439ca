namespace CtrBench.Traffic.Transport;

/// <summary>Position of one reader in one partition. It belongs to the partition's log, whose lock protects it.</summary>
internal sealed class LogCursor(long next)
{
    private long _next = next;

    /// <summary>The offset of the next record to read.</summary>
    public long Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }
}
