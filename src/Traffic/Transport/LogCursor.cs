namespace CtrBench.Traffic.Transport;

/// <summary>Where one reader stands in one partition. It belongs to the partition's log, which guards it.</summary>
internal sealed class LogCursor(long next)
{
    private long _next = next;

    /// <summary>The offset of the next record to take.</summary>
    public long Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }
}
