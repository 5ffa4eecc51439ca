using System.Globalization;
using Confluent.Kafka;
using CtrBench.Traffic.Arrivals;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// A query, its traffic and everything that goes wrong, drawn from a seed: by time, by the number of a call, by the number of a step, never
/// by what a thread happens to do. It prints as what it is.
/// </summary>
internal sealed record FaultPlan
{
    private static readonly ErrorCode[] Transient =
    [
        ErrorCode.NotCoordinatorForGroup, ErrorCode.GroupLoadInProgress, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.Local_TimedOut,
        ErrorCode.Local_Transport, ErrorCode.NetworkException, ErrorCode.ConcurrentTransactions, ErrorCode.NotLeaderForPartition,
        ErrorCode.InvalidProducerIdMapping, ErrorCode.OutOfOrderSequenceNumber, ErrorCode.UnknownTopicOrPart, ErrorCode.FencedLeaderEpoch,
    ];

    public required ulong Seed { get; init; }

    public required EngineFamily Kind { get; init; }

    public required CtrQuery Query { get; init; }

    /// <summary>Under the Akka shell; otherwise in a plain loop.</summary>
    public bool Akka { get; init; }

    public int Partitions { get; init; }

    /// <summary>When the traffic ends, ms since the start, but for the rows that close its windows.</summary>
    public long TrafficMs { get; init; }

    /// <summary>The n-th process dies after so many steps.</summary>
    public IReadOnlyList<Crash> CrashGaps { get; init; } = [];

    /// <summary>The process that runs then dies in whatever it waits for.</summary>
    public IReadOnlyList<long> KillsMs { get; init; } = [];

    /// <summary>The broker, or the leader of one partition, is away.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>Calls that go wrong, by kind and number.</summary>
    public IReadOnlyDictionary<(Call Call, int Number), CallFault> Calls { get; init; } = new Dictionary<(Call, int), CallFault>();

    /// <summary>The wall clock is set.</summary>
    public IReadOnlyList<(long AtMs, long ByMs)> ClockSteps { get; init; } = [];

    /// <summary>The oldest records of a partition are removed, but for so many.</summary>
    public IReadOnlyList<(long AtMs, int Partition, int Keep)> Retentions { get; init; } = [];

    /// <summary>Fetches that bring records again.</summary>
    public IReadOnlySet<int> Duplicates { get; init; } = new HashSet<int>();

    /// <summary>Partitions are added.</summary>
    public (long AtMs, int Count)? Growth { get; init; }

    /// <summary>The events topic is deleted and made again.</summary>
    public long? ReplacedMs { get; init; }

    /// <summary>Writes to the disk that fail, by number.</summary>
    public IReadOnlyDictionary<int, DiskFault> DiskFaults { get; init; } = new Dictionary<int, DiskFault>();

    /// <summary>A bit of the newest checkpoint is changed before the n-th start.</summary>
    public int? DamageAtStart { get; init; }

    /// <summary>How long a record or an answer is on its way at the most, ms.</summary>
    public int LatencyMs { get; init; }

    public bool ExactlyOnce => Query.Delivery.Guarantee == DeliveryGuarantee.ExactlyOnce;

    /// <summary>The last moment of a fault that is drawn by time, ms since the start.</summary>
    public long QuietMs => new[] { TrafficMs, ReplacedMs ?? 0, Growth?.AtMs ?? 0 }
        .Concat(Outages.Select(o => o.ToMs)).Concat(ClockSteps.Select(s => s.AtMs)).Concat(Retentions.Select(r => r.AtMs)).Concat(KillsMs).Max();

    /// <summary>The plan of a seed, for ever.</summary>
    public static FaultPlan Draw(ulong seed)
    {
        var random = new SeededRandom(seed * 2 + 1);
        var kind = (EngineFamily)(int)(seed % 2);
        var partitions = 1 + random.NextBelow(3);
        var trafficMs = 5_000 + random.NextBelow(9_000);
        var query = DrawQuery(random, kind, seed / 2 % 2 == 0 ? DeliveryGuarantee.AtLeastOnce : DeliveryGuarantee.ExactlyOnce, partitions);
        var outages = DrawOutages(random, trafficMs, partitions, query.Delivery.Guarantee == DeliveryGuarantee.ExactlyOnce);
        var grows = random.NextBelow(8) == 0;
        return new FaultPlan
        {
            Seed = seed,
            Kind = kind,
            Query = query,
            Akka = seed / 4 % 25 == 24,
            Partitions = partitions,
            TrafficMs = trafficMs,
            LatencyMs = 1 + random.NextBelow(120),
            CrashGaps = [.. Enumerable.Range(0, random.NextBelow(4)).Select(_ => new Crash((int)Log(random, 1, 900), random.NextBelow(2) == 0))],
            KillsMs = random.NextBelow(4) == 0 ? [500 + random.NextBelow(trafficMs * 2)] : [],
            Outages = outages,
            Calls = DrawCalls(random),
            ClockSteps = random.NextBelow(4) == 0
                ? [.. Enumerable.Range(0, 1 + random.NextBelow(2)).Select(_ => (500L + random.NextBelow(trafficMs), (random.NextBelow(2) == 0 ? -1 : 1) * (long)Log(random, 100, 7_200_000)))] : [],
            Retentions = DrawRetentions(random, trafficMs, partitions, outages),
            Duplicates = random.NextBelow(3) == 0 ? Enumerable.Range(0, 6).Select(_ => random.NextBelow(80)).ToHashSet() : new HashSet<int>(),
            Growth = grows ? (1_000L + random.NextBelow(trafficMs - 1_000), 1 + random.NextBelow(2)) : null,
            ReplacedMs = !grows && random.NextBelow(12) == 0 ? 3_000 + random.NextBelow(trafficMs - 3_000) : null,
            DiskFaults = random.NextBelow(4) == 0
                ? new Dictionary<int, DiskFault> { [random.NextBelow(120)] = (DiskFault)random.NextBelow(3), [60 + random.NextBelow(200)] = (DiskFault)random.NextBelow(3) }
                : new Dictionary<int, DiskFault>(),
            DamageAtStart = random.NextBelow(20) == 0 ? 2 : null,
        };
    }

    /// <summary>Chance of the event of that kind and number, from 0 to below <paramref name="below"/>.</summary>
    public int Chance(int kind, long number, int below) => below < 2 ? 0 : (int)(SplitMix64.Mix(SplitMix64.Mix(Seed, (ulong)kind), (ulong)number) % (ulong)below);

    public override string ToString()
    {
        List<string> faults = [.. All()];
        return $"seed {Seed}: {Kind}, {Query.Delivery.Guarantee}, {Partitions} partitions, {TrafficMs / 1e3:0.0}s of traffic, latency up to {LatencyMs} ms{(Akka ? ", under Akka" : "")}; "
            + (faults.Count == 0 ? "no fault" : string.Join("; ", faults));
    }

    private IEnumerable<string> All()
    {
        foreach (var crash in CrashGaps) yield return $"{(crash.PowerLoss ? "power loss" : "kill")} after {crash.Steps} steps";
        foreach (var ms in KillsMs) yield return $"t={Seconds(ms)} kill";
        foreach (var o in Outages) yield return $"t={Seconds(o.FromMs)} {o.What} away until {Seconds(o.ToMs)}";
        foreach (var (at, fault) in Calls.OrderBy(c => c.Key)) yield return $"{at.Call} {at.Number}: {fault}";
        foreach (var (at, by) in ClockSteps) yield return $"t={Seconds(at)} wall clock set by {Seconds(by)}";
        foreach (var (at, partition, keep) in Retentions) yield return $"t={Seconds(at)} partition {partition} keeps {keep} records";
        if (Duplicates.Count > 0) yield return $"fetches {string.Join(", ", Duplicates.Order())} bring records again";
        if (Growth is var (ms1, count)) yield return $"t={Seconds(ms1)} {count} partitions added";
        if (ReplacedMs is { } ms2) yield return $"t={Seconds(ms2)} topic made again";
        foreach (var (n, fault) in DiskFaults.OrderBy(d => d.Key)) yield return $"disk write {n}: {fault}";
        if (DamageAtStart is { } start) yield return $"a bit of the newest checkpoint changed before start {start}";
    }

    private static string Seconds(long ms) => string.Create(CultureInfo.InvariantCulture, $"{ms / 1e3:0.000}s");

    private static CtrQuery DrawQuery(SeededRandom random, EngineFamily kind, DeliveryGuarantee guarantee, int partitions) => new()
    {
        WindowMs = 1_000,
        // Nothing is late: rows are out of order by less, and wait for a broker together.
        WatermarkDelayMs = 3_000,
        GroupBy = random.NextBelow(2) == 0 ? GroupField.None : GroupField.AdId,
        Delivery = new() { Guarantee = guarantee, CheckpointIntervalMs = 150 + 50 * random.NextBelow(20) },
        MicroBatch = new() { TriggerIntervalMs = random.NextBelow(2) == 0 ? 100 : 370, MaxOffsetsPerTrigger = random.NextBelow(4) == 0 ? 40 + random.NextBelow(40) : null },
        Continuous = new()
        {
            EmitIntervalMs = 100,
            EmitStrategy = (EmitStrategy)random.NextBelow(2),
            AggregationPhase = (AggregationPhase)random.NextBelow(3),
            SourceParallelism = Math.Min(partitions, 1 + random.NextBelow(2)),
        },
    };

    private static List<Outage> DrawOutages(SeededRandom random, int trafficMs, int partitions, bool coordinator)
    {
        var outages = new List<Outage>();
        for (var i = random.NextBelow(3); i > 0; i--)
        {
            var from = random.NextBelow(trafficMs);
            var what = random.NextBelow(coordinator ? 3 : 2);
            var lasting = random.NextBelow(40) == 0 ? Log(random, 310_000, 400_000) : Log(random, 300, 60_000);
            outages.Add(new Outage(from, from + (long)lasting, what switch
            {
                0 => Outage.Broker,
                1 => random.NextBelow(partitions),
                _ => Outage.Coordinator,
            }));
        }

        return outages;
    }

    private static Dictionary<(Call Call, int Number), CallFault> DrawCalls(SeededRandom random)
    {
        var calls = new Dictionary<(Call, int), CallFault>();
        for (var i = random.NextBelow(5); i > 0; i--)
        {
            var call = (Call)random.NextBelow(10);
            if (call > Call.Commit) call = Call.Commit;
            var number = call switch { Call.Commit or Call.Flush => 1 + random.NextBelow(25), Call.Claim or Call.ReadMark => 1 + random.NextBelow(6), _ => 1 + random.NextBelow(4) };
            var outcome = call switch
            {
                Call.Commit => (Outcome)random.NextBelow(3),
                Call.Flush => random.NextBelow(3) == 0 ? Outcome.Rejected : Outcome.Partial,
                _ => Outcome.Error,
            };
            calls[(call, number)] = new CallFault(outcome, Transient[random.NextBelow(Transient.Length)], random.NextBelow(15_000));
        }

        return calls;
    }

    private static List<(long AtMs, int Partition, int Keep)> DrawRetentions(SeededRandom random, int trafficMs, int partitions, List<Outage> outages)
    {
        var retentions = new List<(long, int, int)>();
        if (random.NextBelow(4) > 0) return retentions;
        // Half of them just after an outage: the query is behind then, and its client recovers.
        var at = outages.Count > 0 && random.NextBelow(2) == 0 ? outages[0].ToMs + random.NextBelow(400) : 1_000 + random.NextBelow(trafficMs);
        retentions.Add((at, random.NextBelow(partitions), random.NextBelow(25)));
        if (random.NextBelow(3) == 0) retentions.Add((at + random.NextBelow(1_500), random.NextBelow(partitions), random.NextBelow(5)));
        return retentions;
    }

    private static double Log(SeededRandom random, double from, double to) => from * Math.Pow(to / from, random.NextDouble());
}

/// <summary>A process dies after so many steps; with it the machine, or not.</summary>
internal readonly record struct Crash(int Steps, bool PowerLoss);

/// <summary>Something does not answer for a time: the leader of a partition, the broker, or the coordinator of transactions.</summary>
internal readonly record struct Outage(long FromMs, long ToMs, int Of)
{
    public const int Broker = -1;
    public const int Coordinator = -2;

    public string What => Of switch { Broker => "broker", Coordinator => "coordinator", _ => $"partition {Of}" };
}

/// <summary>Calls of the engine to its broker that can go wrong on their own.</summary>
internal enum Call
{
    Partitions = 0,
    TopicId,
    OpenReader,
    OpenWriter,
    CreateMarks,
    Claim,
    ReadMark,
    Flush,
    Commit,
}

/// <summary>How a call goes wrong.</summary>
internal enum Outcome
{
    /// <summary>Nothing is done, and an error comes.</summary>
    Error = 0,

    /// <summary>All is done, and an error comes.</summary>
    ReplyLost,

    /// <summary>It does not return in time; it is done later, unless its owner was fenced by then.</summary>
    Late,

    /// <summary>One half is stored at once, the other later.</summary>
    Partial,

    /// <summary>One half is stored, the other rejected.</summary>
    Rejected,
}

/// <summary>A call goes wrong.</summary>
internal readonly record struct CallFault(Outcome Outcome, ErrorCode Code, int LaterMs)
{
    public override string ToString() => Outcome == Outcome.Error || Outcome == Outcome.ReplyLost ? $"{Outcome} {Code}" : $"{Outcome} by {LaterMs} ms";
}

/// <summary>How a write to the disk goes wrong.</summary>
internal enum DiskFault
{
    /// <summary>A part of it fits.</summary>
    Full = 0,

    /// <summary>The content cannot be synced.</summary>
    FileSync,

    /// <summary>The name cannot be synced.</summary>
    FolderSync,
}
