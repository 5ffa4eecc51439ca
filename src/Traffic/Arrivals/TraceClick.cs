namespace CtrBench.Traffic.Arrivals;

/// <summary>The click flag of a trace row.</summary>
internal enum TraceClick : byte
{
    /// <summary>Nothing.</summary>
    Unknown = 0,

    /// <summary>The view was not clicked.</summary>
    No,

    /// <summary>The view was clicked; the click model decides when.</summary>
    Yes,
}
