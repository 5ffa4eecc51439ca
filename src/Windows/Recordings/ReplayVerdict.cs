namespace CtrBench.Windows.Recordings;

/// <summary>Result of replaying one recording.</summary>
public enum ReplayVerdict
{
    /// <summary>The twin equals the engine in every field.</summary>
    Equal = 0,

    /// <summary>At least one field differs.</summary>
    Different,

    /// <summary>The file could not be read as a recording.</summary>
    Unreadable,

    /// <summary>
    /// Every determined window equals the twin's, and the others are possible: the times of ticks are unknown.
    /// </summary>
    Undetermined,
}
