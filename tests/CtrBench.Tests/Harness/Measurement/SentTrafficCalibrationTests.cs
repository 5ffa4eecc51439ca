using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Arrivals;

namespace CtrBench.Tests.Harness.Measurement;

/// <summary>
/// How often sent-differs accuses a sender that keeps its schedule, and which planted faults it finds. The few seeds of every day hold the
/// limits, and are the table of docs/measurement.md; more with CTRBENCH_CALIBRATION_SEEDS, which also takes longer runs.
/// </summary>
public sealed class SentTrafficCalibrationTests
{
    private const long StartNs = 1_700_000_000_000_000_000;
    private static readonly int Seeds =
        int.TryParse(Environment.GetEnvironmentVariable("CTRBENCH_CALIBRATION_SEEDS"), out var seeds) ? seeds : 2;

    private static readonly double[] Rates = [20, 500, 5_000, 50_000];

    // The share that must be found at each of the rates: 1 all, 0 none is asked for.
    public static TheoryData<string, string, double[]> Senders => new()
    {
        { "idle machine", "spp", [0, 0, 0, 0] },
        { "idle machine", "mmpp", [0, 0, 0, 0] },
        { "busy machine", "spp", [0, 0, 0, 0] },
        { "busy machine", "mmpp", [0, 0, 0, 0] },
        { "clumps, CV 2.4", "spp", [1, 1, double.NaN, double.NaN] },
        { "tick of 15 ms", "spp", [double.NaN, 1, 1, 1] },
        { "tick of 15 ms", "mmpp", [double.NaN, 1, 1, 1] },
        { "stall of 0.1 s each 5 s", "spp", [double.NaN, double.NaN, 1, 1] },
        { "stall of 0.5 s each 20 s", "spp", [double.NaN, 1, 1, 1] },
        { "stall of 0.5 s each 20 s", "mmpp", [double.NaN, 1, 1, 1] },
        { "rate 3 % off", "spp", [1, 1, 1, 1] },
        { "rate 10 % off", "mmpp", [1, 1, 1, 1] },
        { "bursts flattened", "mmpp", [1, 1, 1, 1] },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public void Faults_are_found_and_true_senders_are_not_accused(string sender, string traffic, double[] expected)
    {
        foreach (var (rate, share) in Rates.Zip(expected))
        {
            var reports = Cases(rate).Select(c => Report(sender, Workload(traffic == "mmpp" ? TrafficKind.Mmpp : TrafficKind.Spp, rate, c))).ToList();
            var findings = reports.Select(SentTrafficRules.Differs).ToList();
            var paused = reports.Select(SentTrafficRules.Paused).OfType<Finding>().Select(finding => finding.Code).ToList();
            var errors = findings.Count(finding => finding?.Severity == Severity.Error);
            var notes = findings.Count(finding => finding?.Severity == Severity.Note);
            TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
                $"{sender}, {traffic}, {rate}/s: {errors} errors and {notes} notes, {paused.Count} with {string.Join(", ", paused.Distinct())} of {findings.Count} runs; {findings.Find(f => f is not null)?.Text}"));
            if (!double.IsNaN(share)) Assert.Equal(share * findings.Count, errors);
            // What moves too few events to be another load is told by how late they were, or said to be unknown.
            if (sender.EndsWith("machine", StringComparison.Ordinal)) Assert.DoesNotContain("sender-paused", paused);
            if (sender.StartsWith("stall", StringComparison.Ordinal)) Assert.Equal(findings.Count - errors, paused.Count);
        }
    }

    // Of every seed 1 and 4 producers for 20 s and 2 min; with more seeds also for 10 min.
    private static IEnumerable<(int Seed, int Producers, int Seconds)> Cases(double rate) =>
        from seed in Enumerable.Range(1, Seeds)
        from producers in (int[])[1, 4]
        from seconds in (int[])[20, 120, 600]
        where rate * seconds <= (Seeds > 2 ? 1_000_000 : 100_000) || seconds == 20
        select (seed, producers, seconds);

    private static Workload Workload(TrafficKind traffic, double rate, (int Seed, int Producers, int Seconds) c) => new()
    {
        Traffic = traffic,
        EventsPerSecond = rate,
        Producers = c.Producers,
        DurationMs = c.Seconds * 1_000,
        Seed = (ulong)c.Seed,
        MmppStates = [new(0.5, 8_000), new(3, 2_000)],
    };

    private static ProducerReport Report(string sender, Workload workload)
    {
        var random = new SeededRandom(workload.Seed + 77);
        var events = new List<(long SentNs, ScheduledEvent Event)>();
        foreach (var schedule in EventSchedules.Create(workload, 0).PerProducer())
        {
            var send = Sender(sender, random, workload);
            while (schedule.TryNext(out var next)) events.Add((send(next.DueNs), next));
        }

        var (sent, planned) = (new ScheduleStatistics(workload), new ScheduleStatistics(workload));
        foreach (var (_, e) in events.OrderBy(e => e.Event.DueNs)) planned.Add(e);
        var bySending = sender == "bursts flattened" ? Flattened(random, events, workload) : events.OrderBy(e => e.SentNs);
        foreach (var (sentNs, e) in bySending) sent.Add(e, sentNs);
        var lagsUs = events.Select(e => (e.SentNs - e.Event.DueNs) / 1_000).CountBy(us => us).Select(us => new HistogramBar(us.Key, us.Value));
        var producer = new ProducerEntry("producer-1", events.Count, events.Count, 0, 0, 0, events.Max(e => e.SentNs - e.Event.DueNs) / 1e6, [.. lagsUs]);
        return new ProducerReport { Producers = [producer], Planned = planned.Summary(), Schedule = sent.Summary() };
    }

    // As many events, at the times of a Poisson process.
    private static IEnumerable<(long, ScheduledEvent)> Flattened(SeededRandom random, List<(long, ScheduledEvent Event)> events, Workload w) =>
        events.Select(e => (StartNs + (long)(random.NextDouble() * w.DurationMs * 1e6), e.Event)).OrderBy(e => e.Item1);

    // When one producer sends what is due.
    private static Func<long, long> Sender(string name, SeededRandom random, Workload workload) => name switch
    {
        "idle machine" => Paused(random, wakeUs: 80, everyMs: 1_000, leastMs: 0.1, mostMs: 5),
        "busy machine" => Paused(random, wakeUs: 200, everyMs: 500, leastMs: 1, mostMs: 20),
        "clumps, CV 2.4" => Clumps(workload.EventsPerSecond / workload.Producers),
        "tick of 15 ms" => due => (due + 14_999_999) / 15_000_000 * 15_000_000,
        "stall of 0.1 s each 5 s" => due => Math.Max(due, (due / 5_000_000_000 * 5_000 + 150) * 1_000_000 * Within(due, 5_000, 50, 150)),
        "stall of 0.5 s each 20 s" => due => Math.Max(due, (due / 20_000_000_000 * 20_000 + 5_750) * 1_000_000 * Within(due, 20_000, 5_250, 5_750)),
        "rate 3 % off" => due => StartNs + (long)((due - StartNs) * 1.03),
        "rate 10 % off" => due => StartNs + (long)((due - StartNs) * 1.1),
        _ => due => due,
    };

    private static long Within(long ns, long periodMs, long fromMs, long toMs) =>
        ns / 1_000_000 % periodMs is var ms && ms >= fromMs && ms < toMs ? 1 : 0;

    // It wakes late, needs 1 us an event, and is interrupted at random.
    private static Func<long, long> Paused(SeededRandom random, double wakeUs, double everyMs, double leastMs, double mostMs)
    {
        var (freeNs, pauseNs) = (0L, StartNs + (long)(random.NextExponential() * everyMs * 1e6));
        return due =>
        {
            var sentNs = Math.Max(freeNs, due + (long)(random.NextExponential() * wakeUs * 1_000));
            while (pauseNs < sentNs)
            {
                sentNs = Math.Max(sentNs, pauseNs + (long)((leastMs + (mostMs - leastMs) * random.NextDouble()) * 1e6));
                pauseNs = Math.Max(pauseNs, sentNs) + (long)(random.NextExponential() * everyMs * 1e6);
            }

            freeNs = sentNs + 1_000;
            return sentNs;
        };
    }

    // Six of Poisson traffic at once make a CV of the square root of 6: each waits for the last of its six.
    private static Func<long, long> Clumps(double perSecond)
    {
        var stepNs = (long)(6e9 / perSecond);
        return due => (due + stepNs - 1) / stepNs * stepNs;
    }
}
