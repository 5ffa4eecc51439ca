namespace CtrBench.Traffic.Transport;

/// <summary>
/// What a reader needs of each record besides its value and offset. Details not requested cost nothing, and may be missing.
/// </summary>
public enum RecordDetail : byte
{
    /// <summary>Keys, append times, due times and run marks too.</summary>
    Full = 0,

    /// <summary>Values and tombstones alone: what an engine needs. Append times are present where they cost nothing.</summary>
    ValuesOnly,
}
