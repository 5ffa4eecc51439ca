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

    /// <summary>One process of a run in several: its producers alone, or its engine alone. It holds no results to analyze.</summary>
    Part,
}
