namespace CtrBench.Traffic.Arrivals;

/// <summary>One state of a Markov-modulated Poisson process.</summary>
/// <param name="RateFactor">Rate in this state over the workload's mean rate; a workload scales the factors so that the mean is met
/// exactly.</param>
/// <param name="MeanDwellMs">Mean of the exponential dwell time, ms.</param>
internal readonly record struct MmppState(double RateFactor, double MeanDwellMs);
