using CtrBench.Windows.Events;

namespace CtrBench.Tests;

/// <summary>One row of a generated stream.</summary>
internal readonly record struct StreamRow(int Partition, long TimeMs, RowFlags Flags, int Key)
{
    public bool HasTime => (Flags & RowFlags.HasEventTime) != 0;

    public int Views => Flags.HasFlag(RowFlags.View) ? 1 : 0;

    public int Clicks => Flags.HasFlag(RowFlags.Click) ? 1 : 0;

    public override string ToString() => HasTime ? $"p{Partition} k{Key} {TimeMs - Gens.T0} {Flags & ~RowFlags.HasEventTime}" : $"p{Partition} k{Key} no time";
}
