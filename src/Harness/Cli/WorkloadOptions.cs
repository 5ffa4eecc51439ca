using System.CommandLine;
using System.Globalization;
using CtrBench.Traffic.Traces;

namespace CtrBench.Harness.Cli;

/// <summary>The options that make a <see cref="Workload"/>.</summary>
internal static class WorkloadOptions
{
    /// <summary>The most partitions or readers that are taken.</summary>
    public const int MaxPartitions = 1_024;

    private const int MaxProducers = 1_000;

    private static readonly Workload Standard = new();

    /// <summary>The arrival process.</summary>
    public static readonly ValueOption<IReadOnlyList<TrafficKind>> Traffic = new("--traffic", "spp|mmpp|constant",
        "Arrivals: steady Poisson, Markov-modulated Poisson (bursts), or equal gaps",
        (option, text) => [TrafficNames.Parse(option, text)], "spp")
    {
        Accepted = TrafficNames.Words,
    };

    /// <summary>The arrival process, or none of them: the empty list.</summary>
    public static readonly ValueOption<IReadOnlyList<TrafficKind>> TrafficOrNone = new("--traffic", "spp|mmpp|constant|none",
        "Arrivals: steady Poisson, Markov-modulated Poisson (bursts), equal gaps; none: only the engine, on topics filled by other "
        + "programs",
        (option, text) => text.Trim() == TrafficNames.None ? [] : [TrafficNames.Parse(option, text)], "spp")
    {
        Accepted = [.. TrafficNames.Words, TrafficNames.None],
    };

    /// <summary>Several arrival processes.</summary>
    public static readonly ValueOption<IReadOnlyList<TrafficKind>> SeveralTraffics = new("--traffic", "name,...",
        "Kinds of arrivals to compare", ValueOption.ListOf(TrafficNames.Parse), "spp,mmpp")
    {
        IsList = true,
        Accepted = TrafficNames.Words,
    };

    /// <summary>The trace to replay.</summary>
    public static readonly Option<string> Trace = ValueOption.Text("--trace", "file",
        "Replay a CSV instead, packed with gzip or not: a header and event_time_us or event_time_ms; gaps are kept. "
        + "-: from standard input; sample: 20 minutes of bursty clicks that ctrbench brings");

    /// <summary>Which columns of the trace stand for which field.</summary>
    public static readonly ValueOption<string> TraceColumns = new("--trace-columns", "field=column,...",
        "Which columns of the trace to use: time=click_time,click=is_attributed; time takes a unit or a pattern, time=ts:s; click=none",
        (option, text) => TraceColumnsText.Parse(option, text));

    private static readonly Option<bool> Sort = ValueOption.Switch(
        "--sort", "Sort the trace by event time, so that no row is late; by default rows arrive in their own order");

    /// <summary>Length of the traffic, ms.</summary>
    public static readonly ValueOption<long> Duration = ValueOption.Duration("--duration",
        "Length of the traffic; with --trace an upper bound, by default the whole trace", Standard.DurationMs);

    /// <summary>Partitions of the events topic.</summary>
    public static readonly ValueOption<int> Partitions =
        ValueOption.Count<int>("--partitions", "Partitions of the events topic", "2", 1, MaxPartitions);

    /// <summary>Several numbers of producers.</summary>
    public static readonly ValueOption<IReadOnlyList<int>> SeveralProducers = new(
        "--producers", "n,...", "Numbers of producers to compare", ValueOption.ListOf(ReadProducers), "1,2,3,4");

    private static readonly ValueOption<IReadOnlyList<int>> Producers = new(
        "--producers", "n", "Producers that share the rate", (option, text) => [ReadProducers(option, text)], "1");

    private static readonly ValueOption<double> Speed =
        new("--speed", "factor", "Replay the trace this many times faster", SpeedText.Parse, "1");

    private static readonly ValueOption<double> Rate = new("--rate", "rate",
        "Mean rate of all producers together: 5000/s, 300k/s, 60/min", RateText.Parse, RateText.Format(Standard.EventsPerSecond))
    {
        Sweeps = true,
    };

    /// <summary>Whether the events are kept.</summary>
    public static readonly Option<bool> KeepEvents = ValueOption.Switch(
        "--keep-events", "Keep the events topic in the folder as events.csv, so that every figure can be recomputed");

    /// <summary>How many seeds a suite runs.</summary>
    public static readonly ValueOption<int> Seeds = ValueOption.Count<int>(
        "--seeds", "Runs of each configuration, with --seed and the seeds after it; headlines and intervals are over them", "5", 1, 1_000);

    /// <summary>How many seeds a sweep runs.</summary>
    public static readonly ValueOption<int> SweepSeeds = ValueOption.Count<int>("--seeds",
        "Runs with --seed and the seeds after it, each in a folder of its own. --trigger, --delay, --window, --rate, --tick and --scenario "
        + "take lists, such as 1s,5s: each combination is run, and one table shows them", "1", 1, 1_000);

    /// <summary>Random seed.</summary>
    public static readonly ValueOption<ulong> Seed = new(
        "--seed", "n", "Random seed: the same seed always gives the same events", CountText.ParseSeed, "1");

    private static readonly ValueOption<IReadOnlyList<MmppState>> Mmpp = new("--mmpp", "factor:dwell,...",
        "States of mmpp: rate factor and mean dwell time of each; factors are scaled to meet --rate",
        MmppText.Parse, MmppText.Format(Standard.MmppStates));

    private static readonly ValueOption<DisorderModel> Disorder = new("--disorder", "share:mean:max",
        "Share of events with a delayed event time, mean and longest delay: 20%:1s:10s or 20%:uniform:10s; by default none",
        DisorderText.Parse);

    private static readonly ValueOption<(double Share, long? FromMs)> VeryLate = new("--very-late", "share[:lateness]",
        "Share of very late events, and how late at least, such as 0.5%:20s; by default later than --delay, so that each delay has other "
        + "traffic: name it to compare delays", VeryLateText.Parse, "0%");

    private static readonly ValueOption<double> Ctr =
        ValueOption.Share("--ctr", "Mean click-through rate over ads", Standard.Clicks.MeanCtr);

    private static readonly ValueOption<long> ClickDelay = new("--click-delay", "duration", "Mean delay from a view to its click",
        (option, text) => DurationText.ParseModelDelay(option, text, zeroAllowed: true),
        DurationText.Format((long)Standard.Clicks.MeanDelayMs));

    private static readonly ValueOption<int> Ads = ValueOption.Count<int>("--ads", "Ads of the generated catalog", "1000", 1, 1_000_000);

    /// <summary>A trap for watermarks.</summary>
    public static readonly ValueOption<Scenario> Scenario = new("--scenario", "name[:duration]",
        "A trap for watermarks in the traffic: future-row, lagging-partition, idle-partition, wrong-clock, restart-backlog, each with how "
        + "far ahead or how long it is, such as lagging-partition:90s (docs/traps.md)", ScenarioText.Parse)
    {
        Sweeps = true,
        Accepted = ScenarioText.Names,
    };

    /// <summary>All of them, in the order of the help, for a verb with one arrival process and one number of producers.</summary>
    public static readonly IReadOnlyList<Option> All = AllWith(Traffic, Producers);

    /// <summary>Those of a verb that chooses the rate and the length of its runs itself.</summary>
    public static readonly IReadOnlyList<Option> AllButRate = [.. All.Except([Trace, TraceColumns, Speed, Rate, Duration, Scenario])];

    /// <summary>All of them with a verb's own --traffic.</summary>
    public static IReadOnlyList<Option> AllWithTraffic(Option traffic) => AllWith(traffic, Producers);

    /// <summary>All of them for a verb that compares: first what it compares.</summary>
    public static IReadOnlyList<Option> AllOfComparison =>
        [SeveralTraffics, SeveralProducers, Seeds, .. All.Where(o => o != Traffic && o != Producers)];

    /// <summary>The workload of the line, for verbs with one arrival process and one number of producers.</summary>
    /// <param name="line">The line.</param>
    /// <param name="traffic">The verb's own --traffic option.</param>
    /// <exception cref="UsageException">A combination cannot be used, or a file cannot be found.</exception>
    public static Workload Read(ParseResult line, ValueOption<IReadOnlyList<TrafficKind>> traffic) =>
        Read(line, KindsOf(line, traffic)[0], line.Of(Producers)[0]);

    /// <summary>The workload of the line with this arrival process and this number of producers.</summary>
    /// <exception cref="UsageException">A combination cannot be used, or a file cannot be found.</exception>
    public static Workload Read(ParseResult line, TrafficKind traffic, int producers)
    {
        var fromTrace = traffic == TrafficKind.Trace;
        return ScenarioText.Checked(new Workload
        {
            Traffic = traffic,
            Producers = producers,
            // Not every verb has all of the options.
            EventsPerSecond = line.GetValue(Rate) is null ? Standard.EventsPerSecond : line.Of(Rate),
            DurationMs = fromTrace && !line.Gives(Duration) ? 0 : line.GetValue(Duration)?.Value ?? Standard.DurationMs,
            Partitions = line.Of(Partitions),
            Seed = line.Of(Seed),
            MmppStates = line.Of(Mmpp),
            Disorder = ReadDisorder(line),
            Clicks = new ClickModel(line.Of(Ctr), line.Of(ClickDelay)),
            Ads = line.Of(Ads),
            TraceFile = fromTrace ? TraceFile(line) : null,
            TraceColumns = line.GetValue(TraceColumns)?.Value,
            TraceSorted = line.GetValue(Sort),
            Speed = line.GetValue(Speed) is null ? Standard.Speed : line.Of(Speed),
            Scenario = line.Gives(Scenario) ? line.Of(Scenario) : null,
        }, Scenario.Name);
    }

    /// <summary>The arrival processes of the line; options that do nothing with them, or contradict each other, are refused.</summary>
    /// <param name="line">The line.</param>
    /// <param name="traffic">The verb's own --traffic option.</param>
    /// <exception cref="UsageException">There is such an option.</exception>
    public static IReadOnlyList<TrafficKind> KindsOf(ParseResult line, ValueOption<IReadOnlyList<TrafficKind>> traffic)
    {
        var kinds = line.Gives(Trace) ? [TrafficKind.Trace] : line.Of(traffic);
        if (line.Gives(Trace))
        {
            line.Refuse(traffic, "cannot be combined with --trace, whose own arrivals are replayed; leave one out");
            line.Refuse(Rate, "cannot be combined with --trace, which has its own rate; use --speed to change it");
        }
        else
        {
            line.Refuse(TraceColumns, "is for replays: add --trace FILE");
            line.Refuse(Sort, "is for replays: add --trace FILE");
            line.Refuse(Speed, "is for replays: add --trace FILE, or set the rate with --rate");
        }

        if (!kinds.Contains(TrafficKind.Mmpp)) line.Refuse(Mmpp, "needs --traffic mmpp");
        return kinds;
    }

    /// <summary>The seeds of the line: so many, from --seed on.</summary>
    /// <param name="line">The line.</param>
    /// <param name="seeds">The verb's own --seeds option, or the one that says as much.</param>
    /// <param name="standard">How many where the line does not say; null where the option has a default.</param>
    /// <exception cref="UsageException">There are not so many.</exception>
    public static IReadOnlyList<ulong> SeedsOf(ParseResult line, ValueOption<int> seeds, int? standard = null)
    {
        var (first, count) = (line.Of(Seed), standard is { } few && line.GetValue(seeds) is null ? few : line.Of(seeds));
        return (ulong)count - 1 > ulong.MaxValue - first
            ? throw new UsageException(seeds.Name, FormattableString.Invariant($"{count}"), "there are not so many seeds after --seed")
            : [.. Enumerable.Range(0, count).Select(i => first + (ulong)i)];
    }

    private static IReadOnlyList<Option> AllWith(Option traffic, Option producers) =>
    [
        traffic, Trace, TraceColumns, Sort, Speed, producers, Rate, Duration, Partitions, Seed, Mmpp, Disorder, VeryLate, Ctr,
        ClickDelay, Ads, Scenario,
    ];

    private static int ReadProducers(string option, string text) => (int)CountText.Parse(option, text, 1, MaxProducers);

    private static DisorderModel ReadDisorder(ParseResult line)
    {
        var (share, fromMs) = line.Of(VeryLate);
        var model = line.GetValue(Disorder) is { } disorder
            ? DisorderText.WithVeryLate(Disorder.Name, disorder, share)
            : new DisorderModel(VeryLateShare: share);
        // The lateness is a fact of the traffic: it is written down even where it comes from the delay.
        return share == 0 ? model : model with { VeryLateFromMs = fromMs ?? line.Of(QueryOptions.Delay) };
    }

    /// <summary>The file of --trace, which exists.</summary>
    /// <exception cref="UsageException">There is none, or it is a folder.</exception>
    public static string TraceFile(ParseResult line)
    {
        var path = line.GetRequiredValue(Trace);
        if (TraceNames.IsNoFile(path)) return path;
        if (Directory.Exists(path)) throw new UsageException(Trace.Name, path, "is a folder; name a CSV file");
        return File.Exists(path) ? path : throw new UsageException(Trace.Name, path, "no such file");
    }
}

/// <summary>Arrival processes by name.</summary>
internal static class TrafficNames
{
    /// <summary>The word for no arrivals at all.</summary>
    public const string None = "none";

    /// <summary>The names of the processes that need no file.</summary>
    public static readonly IReadOnlyList<string> Words = ["constant", "spp", "mmpp"];

    /// <summary>Reads a process that needs no file.</summary>
    /// <exception cref="UsageException">No such process.</exception>
    public static TrafficKind Parse(string option, string text) => text.Trim() switch
    {
        "constant" => TrafficKind.Constant,
        "spp" => TrafficKind.Spp,
        "mmpp" => TrafficKind.Mmpp,
        "trace" => throw new UsageException(option, text, "name the file instead: --trace FILE"),
        var word => throw new UsageException(option, text,
            $"no such traffic{NearestName.Hint(word, Words)} Known: {string.Join(", ", Words)}"),
    };

    /// <summary>The name of a process, as in folders and files.</summary>
    public static string Of(TrafficKind traffic) => traffic.ToString().ToLowerInvariant();
}

/// <summary>
/// The disorder model as text: <c>20%:1s:10s</c>, share of delayed events, mean and bound of the delay; <c>20%:uniform:10s</c> for a
/// uniform delay.
/// </summary>
internal static class DisorderText
{
    private const string Example = "20%:1s:10s (share : mean : longest delay) or 20%:uniform:10s";

    /// <summary>Reads the model, without its very late share.</summary>
    /// <exception cref="UsageException">The text is not a model, or its mean is above its bound.</exception>
    public static DisorderModel Parse(string option, string text)
    {
        if (text.Split(':') is not [var share, var mean, var longest]) throw new UsageException(option, text, $"write {Example}");
        var uniform = mean == "uniform";
        var longestMs = DurationText.ParseModelDelay(option, longest);
        var meanMs = uniform ? longestMs / 2.0 : DurationText.Parse(option, mean);
        if (meanMs > longestMs) throw new UsageException(option, text, $"the mean delay {mean} is above the longest one {longest}");
        return new DisorderModel(ShareText.Parse(option, share), meanMs, longestMs, uniform);
    }

    /// <summary>The model of an option with a very late share, which comes from an option of its own.</summary>
    /// <exception cref="UsageException">There would be more delayed events than events.</exception>
    public static DisorderModel WithVeryLate(string option, OptionValue<DisorderModel> disorder, double share) =>
        disorder.Value.DelayedShare + share <= 1
            ? disorder.Value with { VeryLateShare = share }
            : throw new UsageException(option, disorder.Text,
                $"together with the very late {ShareText.Format(share)} more than all events would be delayed");
}

/// <summary>Very late events as text: <c>0.5%</c>, or with their least lateness <c>0.5%:20s</c>.</summary>
internal static class VeryLateText
{
    /// <summary>Reads share and lateness, ms; null when none is named.</summary>
    /// <exception cref="UsageException">The text is not a share, or its lateness is not a duration.</exception>
    public static (double Share, long? FromMs) Parse(string option, string text) => text.Split(':') switch
    {
        [var share] => (ShareText.Parse(option, share), null),
        [var share, var from] => (ShareText.Parse(option, share), DurationText.Parse(option, from)),
        _ => throw new UsageException(option, text, "write a share, or a share and a lateness: 0.5%:20s"),
    };
}

/// <summary>The states of an MMPP as text: <c>0.5:40s,3:10s</c>, rate factor and mean dwell time of each.</summary>
internal static class MmppText
{
    private const string Example = "0.5:40s,3:10s (rate factor : mean dwell time of each state)";

    /// <summary>Reads the states.</summary>
    /// <exception cref="UsageException">The text is not a list of at least two states, or all factors are 0.</exception>
    public static IReadOnlyList<MmppState> Parse(string option, string text)
    {
        var states = new List<MmppState>();
        foreach (var part in text.Split(','))
        {
            if (part.Split(':') is not [var factorText, var dwellText])
                throw new UsageException(option, text, $"'{part}' is not a state: write {Example}");
            var isNumber = double.TryParse(factorText, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor);
            if (!isNumber || !double.IsFinite(factor))
                throw new UsageException(option, text, $"'{factorText}' is not a rate factor: write {Example}");
            states.Add(new MmppState(factor, DurationText.Parse(option, dwellText)));
        }

        if (states.Count is < 2 or > 255)
            throw new UsageException(option, text, $"takes 2 to 255 states: {Example}; for one state use --traffic spp");
        if (states.TrueForAll(s => s.RateFactor == 0)) throw new UsageException(option, text, "some state must have a rate factor above 0");
        return states;
    }

    /// <summary>Prints the states so that <see cref="Parse"/> reads them back as the same, for dwell times of whole milliseconds.</summary>
    public static string Format(IReadOnlyList<MmppState> states) => string.Join(',', states.Select(s =>
        string.Create(CultureInfo.InvariantCulture, $"{s.RateFactor:R}:{DurationText.Format((long)s.MeanDwellMs)}")));
}

/// <summary>A replay speed: a plain factor, or with an x: <c>60</c>, <c>60x</c>, <c>0.5</c>.</summary>
internal static class SpeedText
{
    private const NumberStyles Digits = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Reads a factor above 0 and up to a million.</summary>
    /// <exception cref="UsageException">The text is not a factor.</exception>
    public static double Parse(string option, string text)
    {
        var number = text.AsSpan().Trim();
        if (number.EndsWith("x")) number = number[..^1];
        if (!double.TryParse(number, Digits, CultureInfo.InvariantCulture, out var factor) || double.IsNaN(factor))
            throw new UsageException(option, text, "not a factor: write 60 or 0.5");
        return factor is > 0 and <= 1e6 ? factor : throw new UsageException(option, text, "must be more than 0 and at most 1000000");
    }
}

/// <summary>The columns of a trace as text.</summary>
internal static class TraceColumnsText
{
    /// <summary>Checks the text and gives it back: the trace reads it again.</summary>
    /// <exception cref="UsageException">The text maps no columns.</exception>
    public static string Parse(string option, string text)
    {
        try
        {
            TraceMapping.Parse(text);
            return text;
        }
        catch (TraceException e)
        {
            throw new UsageException(option, null, e.Message);
        }
    }
}
