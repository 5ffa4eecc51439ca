namespace CtrBench.Windows.Recordings;

/// <summary>What came of replaying one recording.</summary>
public enum ReplayVerdict
{
    /// <summary>The twin did in every field what the engine did.</summary>
    Equal = 0,

    /// <summary>At least one field differs.</summary>
    Different,

    /// <summary>The file could not be read as a recording.</summary>
    Unreadable,

    /// <summary>
    /// Every window that the recording determines is as the twin has it, and the others are possible: when ticks fell is not known.
    /// </summary>
    Undetermined,
}
