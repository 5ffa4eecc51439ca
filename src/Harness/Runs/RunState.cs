namespace CtrBench.Harness.Runs;

/// <summary>Where a run stands. A folder without <see cref="Complete"/> is not analyzed.</summary>
public enum RunState
{
    /// <summary>Under way, or its process was killed.</summary>
    Running,

    /// <summary>Ended by itself.</summary>
    Complete,

    /// <summary>Ended by an error or by Ctrl-C; the manifest says why.</summary>
    Failed,
}
