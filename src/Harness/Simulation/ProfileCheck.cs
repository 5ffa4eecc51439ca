namespace CtrBench.Harness.Simulation;

/// <summary>How well a fitted profile reproduces the run that it was fitted to, in T1 - e - D (docs/profiles.md).</summary>
internal sealed record ProfileCheck
{
    /// <summary>Mean of the run, ms; null when it was not checked.</summary>
    public double? MeasuredMeanMs { get; init; }

    /// <summary>Mean of simulations of the run with the profile, ms.</summary>
    public double? PredictedMeanMs { get; init; }

    /// <summary>(predicted - measured) / measured, of the mean.</summary>
    public double? MeanError { get; init; }

    /// <summary>90th percentile of the run, ms.</summary>
    public double? MeasuredP90Ms { get; init; }

    /// <summary>90th percentile of the simulations, ms.</summary>
    public double? PredictedP90Ms { get; init; }

    /// <summary>(predicted - measured) / measured, of the 90th percentile.</summary>
    public double? P90Error { get; init; }

    /// <summary>Whether an error is above 10 %: the profile is not fit for predictions.</summary>
    public bool Unfit { get; init; }

    /// <summary>Why it is unfit, or was not checked; null otherwise.</summary>
    public string? Reason { get; init; }

    /// <summary>The errors in a few characters.</summary>
    public override string ToString() => MeanError is { } mean && P90Error is { } p90
        ? FormattableString.Invariant($"error on its own run: mean {mean * 100:+0.0;-0.0;0.0} %, p90 {p90 * 100:+0.0;-0.0;0.0} %")
        : Reason ?? "not checked";
}
