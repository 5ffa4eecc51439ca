namespace CtrBench.Harness.Runs;

/// <summary>How a run folder was created.</summary>
public enum RunMode
{
    /// <summary>Real time, real threads, a real transport.</summary>
    Live,

    /// <summary>Simulated in virtual time.</summary>
    Virtual,

    /// <summary>Collected from topics filled by another program.</summary>
    Collected,

    /// <summary>One process of a run in several: its producers alone, or its engine alone. It contains no results to analyze.</summary>
    Part,
}
