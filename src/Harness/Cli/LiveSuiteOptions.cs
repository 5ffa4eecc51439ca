using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>What a suite in real time takes besides.</summary>
internal static class LiveSuiteOptions
{
    /// <summary>Runs the suite in real time.</summary>
    public static readonly Option<bool> Live = ValueOption.Switch("--live",
        "Run in real time, one run after the other; --kafka implies it, without it topics are in memory. By default then --producers 1,2,4 "
        + "and --duration 2m");

    /// <summary>A short suite.</summary>
    public static readonly Option<bool> Quick = ValueOption.Switch("--quick",
        "Live, about 10 minutes for four engines: by default then --traffic spp --producers 1 --repeat 1 --duration 1m");

    /// <summary>How often each configuration is run.</summary>
    public static readonly ValueOption<int> Repeat = ValueOption.Count<int>("--repeat",
        "Live: runs of each configuration and engine, the first with --seed, each later one with the seed after it; all engines have the "
        + "same events, and their order changes; by default 3", null, 1, 1_000);

    /// <summary>How long an engine is warmed up.</summary>
    public static readonly ValueOption<long> WarmUp = ValueOption.Duration("--warm-up",
        "Live: traffic of the unmeasured run before an engine's first measured one; 0s: none", 15_000, zeroAllowed: true);

    /// <summary>Continues a suite.</summary>
    public static readonly Option<string> Resume = ValueOption.Text("--resume", "dir",
        "Continue the live suite in this folder with its own options, after Ctrl-C, a crash or a reboot");

    /// <summary>Ends after the plan.</summary>
    public static readonly Option<bool> DryRun = ValueOption.Switch("--dry-run", "Show the runs and how long they take, and run nothing");

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All = [Live, Quick, Repeat, WarmUp, Resume, DryRun];

    /// <summary>Refuses what has no effect in virtual time.</summary>
    /// <exception cref="UsageException">There is such an option.</exception>
    public static void RefuseInVirtualTime(ParseResult line)
    {
        line.Refuse(Repeat, "is for live suites: add --live or --kafka; in virtual time --seeds says how many runs each configuration has");
        line.Refuse(WarmUp, "is for live suites: add --live or --kafka, or leave it out");
        line.Refuse(PriceText.Option, "is for live suites, where CPU time is measured: add --live or --kafka, or leave it out");
        foreach (var option in KafkaOptions.Common)
            line.Refuse(option, "has no effect without a broker; add --kafka, or leave it out");
        foreach (var option in RealEngineOptions.OfSuite)
            line.Refuse(option, "has no effect in virtual time; add --kafka and --engines spark or flink, or leave it out");
    }
}
