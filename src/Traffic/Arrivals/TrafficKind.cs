namespace CtrBench.Traffic.Arrivals;

/// <summary>The arrival process of a workload.</summary>
internal enum TrafficKind : byte
{
    /// <summary>Equal gaps.</summary>
    Constant = 0,

    /// <summary>Steady Poisson: exponential gaps at a constant rate.</summary>
    Spp,

    /// <summary>Markov-modulated Poisson: bursts.</summary>
    Mmpp,

    /// <summary>Replay of a recorded trace, its gaps kept.</summary>
    Trace,
}
