namespace CtrBench.Windows;

/// <summary>What kind of error a <see cref="CtrBenchException"/> is: who can do something about it.</summary>
public enum ErrorKind
{
    /// <summary>What the caller gave cannot be used: a setting, a file, a recording. The same call fails again.</summary>
    BadInput,

    /// <summary>The surroundings are not as needed: a broker or an engine that does not answer, a missing topic, a full disk.</summary>
    NotReady,

    /// <summary>It was under way, and something outside ended it for good: a failed job, results that were not stored.</summary>
    Failed,
}
