namespace CtrBench.Harness.Runs;

/// <summary>State of a run. A folder without <see cref="Complete"/> is not analyzed.</summary>
public enum RunState
{
    /// <summary>In progress, or its process was killed.</summary>
    Running,

    /// <summary>Ended normally.</summary>
    Complete,

    /// <summary>Ended by an error or by Ctrl-C; the manifest says why.</summary>
    Failed,
}
