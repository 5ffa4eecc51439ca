using CtrBench.Harness.Simulation;

namespace CtrBench.Harness.Fitting;

/// <summary>
/// The cost profile of a continuous engine from the emissions of one live run (docs/profiles.md): a window's result is stored tick wait +
/// buffer wait + emission after its mover. The waits are those of <see cref="ContinuousSimulation"/>, uniform over the query's intervals;
/// the rest is the engine's own.
/// </summary>
internal static class ContinuousCostFit
{
    /// <summary>
    /// The profile. <paramref name="emissionMs"/>: append of each measured window's result minus append of its mover, ms, at least one.
    /// <paramref name="prior"/> supplies what emissions do not show: the cost of a row below capacity, and the drift of ticks.
    /// </summary>
    public static CostProfile Fit(
        string name, string takenOn, IReadOnlyList<double> emissionMs, ContinuousSettings settings, CostProfile prior)
    {
        ArgumentNullException.ThrowIfNull(emissionMs);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(prior);
        var tickMs = settings.EmitStrategy == EmitStrategy.OnPeriodic ? settings.EmitIntervalMs : 0;
        var bufferMs = prior.NetworkBuffers ? settings.BufferTimeoutMs : 0;
        var clippedMs = Outliers.Clip(emissionMs);
        var mean = clippedMs.Average();
        var variance = clippedMs.Average(ms => (ms - mean) * (ms - mean));
        var ownMs = Math.Max(0, mean - (tickMs + bufferMs) / 2.0);
        var ownVariance = Math.Max(0, variance - Uniform(tickMs) - Uniform(bufferMs));
        var jitterMs = Math.Min(ownMs, Math.Sqrt(ownVariance));
        return prior with
        {
            Name = name,
            TakenOn = takenOn,
            EmitFixedMs = ownMs - jitterMs,
            EmitJitterMs = jitterMs,
            Assumed = ["row_us", "tick_drift_ms"],
        };
    }

    private static double Uniform(double lengthMs) => lengthMs * lengthMs / 12;
}
