namespace CtrBench.Windows.Semantics;

/// <summary>The mergeable accumulator of one window and key.</summary>
internal struct CtrCounts
{
    /// <summary>Views.</summary>
    public long Views;

    /// <summary>Clicks.</summary>
    public long Clicks;

    /// <summary>Rows of any kind (K9).</summary>
    public long Rows;

    /// <summary>Largest producer timestamp, epoch ns; meaningful only with <see cref="HasTimestamp"/>.</summary>
    public long MaxProducerTimestampNs;

    /// <summary>Whether any row had a producer timestamp (K8).</summary>
    public bool HasTimestamp;

    /// <summary>clicks / views as an IEEE double, null without views (K4).</summary>
    public readonly double? Ctr => Views == 0 ? null : (double)Clicks / Views;

    /// <summary>Largest producer timestamp, epoch ns, or null when no row had one.</summary>
    public readonly long? MaxTimestampNs => HasTimestamp ? MaxProducerTimestampNs : null;

    /// <summary>Counts one row.</summary>
    public void Add(RowFlags flags, long producerTimestampNs)
    {
        Views += (int)flags & 1;
        Clicks += (int)flags >> 1 & 1;
        Rows++;
        if ((flags & RowFlags.HasProducerTimestamp) != 0) AddTimestamp(producerTimestampNs);
    }

    /// <summary>Adds another accumulator.</summary>
    public void Merge(in CtrCounts other)
    {
        Views += other.Views;
        Clicks += other.Clicks;
        Rows += other.Rows;
        if (other.HasTimestamp) AddTimestamp(other.MaxProducerTimestampNs);
    }

    private void AddTimestamp(long producerTimestampNs)
    {
        if (HasTimestamp && producerTimestampNs <= MaxProducerTimestampNs) return;
        MaxProducerTimestampNs = producerTimestampNs;
        HasTimestamp = true;
    }
}
