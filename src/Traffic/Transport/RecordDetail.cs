namespace CtrBench.Traffic.Transport;

/// <summary>
/// What a reader needs of each record besides its value and offset. What is not asked for costs nothing, and may be missing.
/// </summary>
public enum RecordDetail : byte
{
    /// <summary>Keys, append times, due times and run marks too.</summary>
    Full = 0,

    /// <summary>Values and tombstones alone: what an engine needs. Append times are there where they are free.</summary>
    ValuesOnly,
}
