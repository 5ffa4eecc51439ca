using System.Text.Json.Serialization;

namespace CtrBench.Harness.Answers;

/// <summary>What the words of answers and reports mean: the one text of the page's explanations and of <c>terms</c>.</summary>
internal static class TermMeanings
{
    /// <summary>The terms, in the order in which a reader meets them.</summary>
    public static readonly IReadOnlyList<TermMeaning> All =
    [
        new("T0", "when the newest event of a window was sent"),
        new("T1", "when the window's result arrived at its reader"),
        new("T1 - T0", "the latency as a user of the job sees it: from the newest event of a window to its result. It contains the "
            + "watermark delay that was asked for", "latency"),
        new("T1 - e", "from the end of a window, e, to its result: what two engines are compared by, since both answer about a window that "
            + "ended at the same time", "e"),
        new("T1 - floor", "what the engine adds: from the earliest moment at which any correct engine could answer to its answer"),
        new("floor", "the earliest moment at which any correct engine could answer: window end + watermark delay + the wait for the first "
            + "event that is later"),
        new("watermark", "how far an engine takes event time to have come: it expects no earlier event any more. It is behind the newest "
            + "event time seen by the watermark delay, never falls, and closes the windows that end before it"),
        new("watermark delay", "how far out of order events may be: an engine waits so long for late ones before it answers", "delay"),
        new("window", "a stretch of event time whose events are counted together"),
        new("late", "of an event: its window was already closed when it came, so that it is in no result; late events are counted",
            "late event", "late row"),
        new("complete", "the share of the events of closed windows that are in a result: counted / (counted + late)", "completeness"),
        new("trigger", "how often Spark may start a batch", "batch", "micro-batch"),
        new("tick", "how often a reader of Flink publishes its watermark"),
        new("data, wait, ingest, cadence, overhead", "the parts of T1 - T0 besides the watermark delay. Data: the newest event came before "
            + "the window's end. Wait: until the first event was due that moves the watermark to the window's end. Ingest: until it was "
            + "stored. Cadence: until the engine's schedule, its trigger or tick, let it act. Overhead: reading, computing and writing",
            "data", "wait", "ingest", "cadence", "overhead", "decomposition"),
        new("SPP", "steady Poisson process: events arrive independently of each other at one mean rate"),
        new("MMPP", "Markov-modulated Poisson process: the mean rate switches at random between states, which makes bursts"),
        new("producer", "a sender of events with a random stream of its own; several share the rate"),
        new("producer lag", "how much later than it was due an event was sent; if it is large, the sender was the limit and not the engine",
            "lag of producers"),
        new("twin", "this program's own engine with exactly the rules of the real one, compared with recordings of it"),
        new("oracle", "the exact result of every window, counted from the events as stored, with which each result is compared"),
        new("virtual time", "time that is computed: hours of traffic are simulated in seconds, with the durations of a cost profile",
            "predicted", "simulated"),
        new("cost profile", "how long the steps of an engine take, measured on a real run; a prediction holds for the machine that it was "
            + "measured on", "profile"),
        new("valid", "of a run: no rule found an error in it. An invalid run shows no latency", "invalid"),
        new("warm-up", "the first windows of a live run, which are not measured as long as they differ from the rest"),
        new("p50, p90, p99", "percentiles by nearest rank: 90 % of the values are at most the p90; the p50 is the median", "percentile",
            "p50", "p90", "p99", "median"),
        new("95 %", "the 95 % confidence interval of a mean", "interval"),
        new("paired", "compared window by window, or seed by seed, over the same events, so that the chance of the traffic plays no part",
            "pair"),
        new("keeps up", "of an engine: its lag behind the events sent does not grow, however long the traffic goes on", "keeping up",
            "lag"),
        new("capacity", "the events per second that an engine can read; at a higher rate it does not keep up"),
    ];

    private static readonly Dictionary<string, TermMeaning> ByName = All
        .SelectMany(meaning => meaning.Names.Select(name => (Key: KeyOf(name), Meaning: meaning)))
        .ToDictionary(name => name.Key, name => name.Meaning, StringComparer.Ordinal);

    /// <summary>Every name under which a term is found.</summary>
    public static IEnumerable<string> Names => All.SelectMany(meaning => meaning.Names);

    /// <summary>The term of a name, however its capitals, blanks and dashes are written; null for none.</summary>
    public static TermMeaning? Find(string name) => ByName.GetValueOrDefault(KeyOf(name));

    // A page writes a minus sign, a user a dash or none.
    private static string KeyOf(string name) =>
        string.Concat(name.Where(c => char.IsLetterOrDigit(c) || c == '%').Select(char.ToLowerInvariant));
}

/// <summary>A term and what it means.</summary>
/// <param name="Term">The term as it stands in answers.</param>
/// <param name="Meaning">What it means, in a sentence without a capital and a full stop.</param>
/// <param name="Also">Other names for it, and parts of it.</param>
internal sealed record TermMeaning(string Term, string Meaning, params IReadOnlyList<string> Also)
{
    /// <summary>The names under which it is found.</summary>
    [JsonIgnore]
    public IEnumerable<string> Names => [Term, .. Also];
}
