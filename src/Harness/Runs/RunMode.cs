namespace CtrBench.Harness.Runs;

/// <summary>How a run folder came to be.</summary>
public enum RunMode
{
    /// <summary>Real time, real threads, a real transport.</summary>
    Live,

    /// <summary>Simulated in virtual time.</summary>
    Virtual,

    /// <summary>Collected from topics that somebody else fills.</summary>
    Collected,
}
