using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>The options that make a <see cref="Workload"/>.</summary>
internal static class WorkloadOptions
{
    /// <summary>The most partitions or readers that are taken.</summary>
    public const int MaxPartitions = 1_024;

    /// <summary>The most producers that are taken.</summary>
    public const int MaxProducers = 1_000;

    private static readonly Workload Standard = new();

    /// <summary>The arrival process.</summary>
    public static readonly Option<string> Traffic = OptionReading.New("--traffic", "spp|mmpp|constant",
        "Arrivals: steady Poisson, Markov-modulated Poisson (bursts), or equal gaps", "spp");

    /// <summary>The trace to replay.</summary>
    public static readonly Option<string> Trace = OptionReading.New("--trace", "file",
        "Replay a CSV instead: a header and event_time_us or event_time_ms; gaps are kept");

    /// <summary>Replay speed.</summary>
    public static readonly Option<string> Speed = OptionReading.New("--speed", "factor", "Replay the trace this many times faster", "1");

    /// <summary>Number of producers.</summary>
    public static readonly Option<string> Producers = OptionReading.New("--producers", "n", "Producers that share the rate", "1");

    /// <summary>Mean rate.</summary>
    public static readonly Option<string> Rate = OptionReading.New("--rate", "rate",
        "Mean rate of all producers together: 5000/s, 300k/s, 60/min", RateText.Format(Standard.EventsPerSecond));

    /// <summary>Length of the traffic.</summary>
    public static readonly Option<string> Duration = OptionReading.New("--duration", "duration",
        "Length of the traffic; with --trace an upper bound, by default the whole trace", DurationText.Format(Standard.DurationMs));

    /// <summary>Partitions of the events topic.</summary>
    public static readonly Option<string> Partitions = OptionReading.New("--partitions", "n", "Partitions of the events topic", "2");

    /// <summary>The seed.</summary>
    public static readonly Option<string> Seed =
        OptionReading.New("--seed", "n", "Seed of all chance: the same seed means the same events for ever", "1");

    /// <summary>MMPP states.</summary>
    public static readonly Option<string> Mmpp = OptionReading.New("--mmpp", "factor:dwell,...",
        "States of mmpp: rate factor and mean dwell time of each; factors are scaled to meet --rate", MmppText.Format(Standard.MmppStates));

    /// <summary>Disorder.</summary>
    public static readonly Option<string> Disorder = OptionReading.New("--disorder", "share:mean:max",
        "Share of events whose event time lies behind, mean and longest delay: 20%:1s:10s or 20%:uniform:10s; by default none");

    /// <summary>Very late events.</summary>
    public static readonly Option<string> VeryLate =
        OptionReading.New("--very-late", "share", "Share of events beyond the watermark delay", "0%");

    /// <summary>Click-through rate.</summary>
    public static readonly Option<string> Ctr = OptionReading.New("--ctr", "share", "Mean click-through rate over ads",
        ShareText.Format(Standard.Clicks.MeanCtr));

    /// <summary>Click delay.</summary>
    public static readonly Option<string> ClickDelay = OptionReading.New("--click-delay", "duration", "Mean delay from a view to its click",
        DurationText.Format((long)Standard.Clicks.MeanDelayMs));

    /// <summary>Size of the catalog.</summary>
    public static readonly Option<string> Ads = OptionReading.New("--ads", "n", "Ads of the generated catalog", "1000");

    /// <summary>All of them, in the order of the help.</summary>
    public static readonly IReadOnlyList<Option> All =
        [Traffic, Trace, Speed, Producers, Rate, Duration, Partitions, Seed, Mmpp, Disorder, VeryLate, Ctr, ClickDelay, Ads];

    /// <summary>The workload of the line, for verbs with one arrival process and one number of producers.</summary>
    /// <param name="line">The line.</param>
    /// <param name="traffic">The verb's own --traffic option.</param>
    /// <exception cref="UsageException">A value or a combination cannot be used.</exception>
    public static Workload Read(ParseResult line, Option<string> traffic)
    {
        var kinds = KindsOf(line, () => [TrafficNames.Parse(traffic.Name, line.ValueOf(traffic))]);
        CheckCombinations(line, traffic, kinds);
        return Read(line, kinds[0], line.CountOf(Producers, 1, MaxProducers));
    }

    /// <summary>The workload of the line with this arrival process and this number of producers.</summary>
    /// <exception cref="UsageException">A value cannot be used.</exception>
    public static Workload Read(ParseResult line, TrafficKind traffic, int producers)
    {
        var fromTrace = traffic == TrafficKind.Trace;
        return new Workload
        {
            Traffic = traffic,
            Producers = producers,
            EventsPerSecond = RateText.Parse(Rate.Name, line.ValueOf(Rate)),
            DurationMs = fromTrace && !line.Gives(Duration) ? 0 : line.DurationOf(Duration),
            Partitions = line.CountOf(Partitions, 1, MaxPartitions),
            Seed = CountText.ParseSeed(Seed.Name, line.ValueOf(Seed)),
            MmppStates = MmppText.Parse(Mmpp.Name, line.ValueOf(Mmpp)),
            Disorder = ReadDisorder(line),
            Clicks = new ClickModel(
                line.ShareOf(Ctr), DurationText.ParseModelDelay(ClickDelay.Name, line.ValueOf(ClickDelay), zeroAllowed: true)),
            Ads = line.CountOf(Ads, 1, 1_000_000),
            TraceFile = fromTrace ? TraceFile(line) : null,
            Speed = SpeedText.Parse(Speed.Name, line.ValueOf(Speed)),
        };
    }

    /// <summary>The kinds of arrivals that the line asks for: a trace, or what <paramref name="generated"/> reads.</summary>
    public static IReadOnlyList<TrafficKind> KindsOf(ParseResult line, Func<IReadOnlyList<TrafficKind>> generated) =>
        line.Gives(Trace) ? [TrafficKind.Trace] : generated();

    /// <summary>Refuses options that do nothing with the arrival processes of this line, or contradict each other.</summary>
    /// <param name="line">The line.</param>
    /// <param name="traffic">The verb's own --traffic option.</param>
    /// <param name="kinds">The arrival processes that will run.</param>
    /// <exception cref="UsageException">There is one.</exception>
    public static void CheckCombinations(ParseResult line, Option<string> traffic, IReadOnlyList<TrafficKind> kinds)
    {
        if (kinds.Contains(TrafficKind.Trace))
        {
            line.Refuse(traffic, "cannot be combined with --trace, whose own arrivals are replayed; leave one out");
            line.Refuse(Rate, "cannot be combined with --trace, which has its own rate; use --speed to change it");
        }
        else
        {
            line.Refuse(Speed, "is for replays: give --trace FILE, or set the rate with --rate");
        }

        if (!kinds.Contains(TrafficKind.Mmpp)) line.Refuse(Mmpp, "needs --traffic mmpp");
    }

    private static DisorderModel ReadDisorder(ParseResult line)
    {
        var veryLate = line.ShareOf(VeryLate);
        return line.TextOf(Disorder) is { } text
            ? DisorderText.Parse(Disorder.Name, text, veryLate)
            : new DisorderModel(VeryLateShare: veryLate);
    }

    private static string TraceFile(ParseResult line)
    {
        var path = line.ValueOf(Trace);
        if (Directory.Exists(path)) throw new UsageException(Trace.Name, path, "is a folder; name a CSV file");
        return File.Exists(path) ? path : throw new UsageException(Trace.Name, path, "no such file");
    }
}
