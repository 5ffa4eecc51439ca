namespace CtrBench.Harness.Cli;

/// <summary>What the process tells its caller (docs/misuse.md).</summary>
internal enum ExitCode
{
    /// <summary>Done, and the run is good.</summary>
    Good = 0,

    /// <summary>Done, and the answer is no: an invalid run, a regression, a recording that differs.</summary>
    RunSaysNo = 1,

    /// <summary>The command line, or an input file that it names, cannot be used.</summary>
    Misuse = 2,

    /// <summary>The surroundings are not ready: an endpoint, a folder, a full disk.</summary>
    SetupFailed = 3,

    /// <summary>A fault of ctrbench itself (EX_SOFTWARE of sysexits.h).</summary>
    Bug = 70,

    /// <summary>Ended by Ctrl-C (128 + SIGINT).</summary>
    Interrupted = 130,
}
