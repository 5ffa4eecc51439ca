namespace CtrBench.Harness.Measurement;

/// <summary>Results against the oracle (docs/measurement.md "Correctness comes first").</summary>
internal sealed record CorrectnessMetrics
{
    /// <summary>Records in traffic windows, as stored, including malformed ones, without closing events.</summary>
    public long Stored { get; init; }

    /// <summary>Of these: rows counted in emitted results (of the first emission of each window).</summary>
    public long Counted { get; init; }

    /// <summary>Of these: dropped as late, in records.</summary>
    public long LateDropped { get; init; }

    /// <summary>Of these: without a valid event time.</summary>
    public long Malformed { get; init; }

    /// <summary>Of these: in windows still open at the end.</summary>
    public long StillOpen { get; init; }

    /// <summary>Stored - counted - late - malformed - open. Must be 0.</summary>
    public long Unaccounted { get; init; }

    /// <summary>The engine's own late counter.</summary>
    public long LateDroppedByEngine { get; init; }

    /// <summary>Unit of that counter: records, windows per batch, flushed partial windows.</summary>
    public required string LateDroppedUnit { get; init; }

    /// <summary>Counted / (counted + late): completeness; null when no window was closed.</summary>
    public double? Completeness { get; init; }

    /// <summary>Traffic windows (and keys) of the oracle.</summary>
    public int ExpectedWindows { get; init; }

    /// <summary>Results in traffic windows.</summary>
    public int ResultWindows { get; init; }

    /// <summary>Oracle windows that must have closed but have no result.</summary>
    public int Missing { get; init; }

    /// <summary>Results without an oracle window.</summary>
    public int Extra { get; init; }

    /// <summary>Results repeated with the same content.</summary>
    public int Duplicate { get; init; }

    /// <summary>Results repeated with different content.</summary>
    public int Conflicting { get; init; }

    /// <summary>Results that differ from the oracle although their window lost no late row.</summary>
    public int Wrong { get; init; }
}
