using CtrBench.Harness.Objectives;

namespace CtrBench.Harness.Thresholds;

/// <summary>How long the traffic of a probe must be for a verdict.</summary>
internal static class ProbeLength
{
    /// <summary>Windows that a warm-up may take of a live probe.</summary>
    private const int WarmUpWindows = 10;

    /// <summary>Windows that a run never measures: the ones that traffic enters and leaves.</summary>
    private const int CutWindows = 2;

    /// <summary>In virtual time an overload of some percent shows within this, ms (docs/measurement.md, "Keeping up").</summary>
    private const long VirtualMs = 600_000;

    /// <summary>The same of live probes, ms: larger overloads only, and windows of a minute would take hours.</summary>
    private const long LiveMs = 120_000;

    /// <summary>The shortest traffic from which every term of the objective can be decided, ms.</summary>
    public static long LeastMs(Slo slo, CtrQuery query, bool live)
    {
        var behind = (query.WatermarkDelayMs + query.WindowMs - 1) / query.WindowMs;
        return (slo.Windows + (live ? WarmUpWindows : 0)) * query.StepMs + (CutWindows + behind) * query.WindowMs;
    }

    /// <summary>The length of a probe unless the user names one, ms.</summary>
    public static long StandardMs(Slo slo, CtrQuery query, bool live) => Math.Max(LeastMs(slo, query, live), live ? LiveMs : VirtualMs);

    /// <summary>Why it is so long, as text.</summary>
    public static string Reason(Slo slo, bool live)
    {
        var binding = slo.Terms.MaxBy(term => term.Windows);
        var warmUp = live ? FormattableString.Invariant($", after at most {WarmUpWindows} of warm-up") : "";
        return binding is null || binding.Windows <= Objective.FewestWindows
            ? FormattableString.Invariant($"at least {Objective.FewestWindows} windows{warmUp}")
            : FormattableString.Invariant($"{binding.Quantity} needs {binding.Windows} windows for its 95 % bound{warmUp}");
    }
}
