namespace CtrBench.Harness.Running;

/// <summary>How fast a simulation went and what memory it took, in words.</summary>
internal static class Pace
{
    /// <summary>Events, seconds, events a second, and the process's peak memory.</summary>
    public static string Text(long events, double seconds)
    {
        var peakMb = System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        var millionPerS = events / Math.Max(seconds, 1e-9) / 1e6;
        return FormattableString.Invariant(
            $"{events:#,0} events in {seconds:0.0} s ({millionPerS:0.00} million/s), peak memory {peakMb:0} MB");
    }
}
