namespace CtrBench.Harness.Runs;

/// <summary>The traffic as it was sent (docs/measurement.md "Load").</summary>
/// <param name="Events">Number of events.</param>
/// <param name="MeanPerSecond">Events per second.</param>
/// <param name="GapCv">Coefficient of variation of the gaps; 1 for Poisson.</param>
/// <param name="Idc100Ms">Index of dispersion of counts in 0.1 s: variance / mean; null when there are too few windows.</param>
/// <param name="Idc1S">The same in 1 s.</param>
/// <param name="Idc10S">The same in 10 s.</param>
/// <param name="PeakToMean">Largest 1 s count over the mean one.</param>
/// <param name="KsStatistic">Kolmogorov-Smirnov distance of the gaps, scaled by their state's rate, from the unit exponential; null where
/// the model has no such gaps.</param>
/// <param name="KsPValue">Its p-value.</param>
public sealed record ScheduleSummary(
    long Events, double MeanPerSecond, double GapCv, double? Idc100Ms, double? Idc1S, double? Idc10S, double PeakToMean,
    double? KsStatistic, double? KsPValue);
