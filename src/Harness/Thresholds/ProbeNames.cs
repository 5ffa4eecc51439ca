namespace CtrBench.Harness.Thresholds;

/// <summary>Names of probes and of their verdicts.</summary>
internal static class ProbeNames
{
    /// <summary>The verdict as people read it.</summary>
    public static string Of(ProbeState state) => state switch
    {
        ProbeState.Sustained => "sustained",
        ProbeState.NotSustained => "not sustained",
        _ => "undecided",
    };

    /// <summary>The run folder of a probe: <c>probe-007-505ps-seed1</c>.</summary>
    public static string Folder(int number, double perSecond, ulong seed) =>
        FormattableString.Invariant($"probe-{number:000}-{perSecond:0.####}ps-seed{seed}");
}
