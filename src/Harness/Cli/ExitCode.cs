using System.ComponentModel;

namespace CtrBench.Harness.Cli;

/// <summary>What the process tells its caller: the one list. The help is made from it; README.md and docs/misuse.md are tested.</summary>
internal enum ExitCode
{
    /// <summary>Done, and the run is good.</summary>
    [Description("good")]
    Good = 0,

    /// <summary>Done, and the answer is no.</summary>
    [Description("negative result: an invalid run, lost records, a recording that differs, a prediction outside its tolerance, "
        + "an objective that is not met")]
    RunSaysNo = 1,

    /// <summary>The command line, or an input file that it names, cannot be used.</summary>
    [Description("usage error: the command line or an input file cannot be used")]
    Misuse = 2,

    /// <summary>The surroundings are not ready, or failed in mid-run.</summary>
    [Description("setup failed: a broker, an engine, a folder, a full disk")]
    SetupFailed = 3,

    /// <summary>A fault of ctrbench itself (EX_SOFTWARE of sysexits.h).</summary>
    [Description("a bug in ctrbench, with a stack trace: please report it")]
    Bug = 70,

    /// <summary>Ended by Ctrl-C (128 + SIGINT).</summary>
    [Description("interrupted by Ctrl-C or SIGTERM")]
    Interrupted = 130,
}
