namespace CtrBench.Traffic.Arrivals;

/// <summary>What a trace row's click flag says.</summary>
public enum TraceClick : byte
{
    /// <summary>Nothing.</summary>
    Unknown = 0,

    /// <summary>The view was not clicked.</summary>
    No,

    /// <summary>The view was clicked; when is the click model's to say.</summary>
    Yes,
}
