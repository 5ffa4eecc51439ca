using System.Runtime.InteropServices;

namespace CtrBench.Traffic.Producers;

/// <summary>
/// Sleeps of microseconds. .NET rounds every wait to whole milliseconds, which at 1,000 events a second is the whole gap; the system call
/// does not.
/// </summary>
internal static class PreciseSleep
{
    private const int PrSetTimerSlack = 29;

    /// <summary>Whether this system has the call: Linux and macOS.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <summary>
    /// Asks the kernel to wake this thread as precisely as it can: by default Linux adds 50 us to each sleep to save power. Elsewhere, and
    /// on kernels without this request, sleeps are less precise, which shows in the lag.
    /// </summary>
    public static void SharpenThisThread()
    {
        if (OperatingSystem.IsLinux()) _ = prctl(PrSetTimerSlack, 1, 0, 0, 0);
    }

    /// <summary>Sleeps <paramref name="ns"/>, or less when a signal arrives.</summary>
    public static void Sleep(long ns)
    {
        var request = new TimeSpec { Seconds = (nint)(ns / 1_000_000_000), Nanoseconds = (nint)(ns % 1_000_000_000) };
        _ = nanosleep(in request, 0);
    }

    [DllImport("libc", ExactSpelling = true)]
    private static extern int nanosleep(in TimeSpec request, nint remaining);

    [DllImport("libc", ExactSpelling = true)]
    private static extern int prctl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
