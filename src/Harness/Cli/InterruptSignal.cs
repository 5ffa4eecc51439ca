using System.Runtime.InteropServices;

namespace CtrBench.Harness.Cli;

/// <summary>SIGINT, as the system gives it to this process.</summary>
internal static partial class InterruptSignal
{
    private const int Number = 2;
    private const nint DefaultAction = 0;

    /// <summary>
    /// Receives SIGINT whatever started this process. A script starts a command with <c>&amp;</c> with SIGINT ignored, .NET keeps that, and
    /// <c>kill -INT</c> would never end an engine that runs until interrupted. Call it before a handler is registered.
    /// </summary>
    public static void Hear()
    {
        if (!OperatingSystem.IsWindows()) Signal(Number, DefaultAction);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint action);
}
