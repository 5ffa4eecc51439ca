using Confluent.Kafka;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// A broker with the faults of a plan, and its clients' behaviour as the engine meets it. What a reader concludes from the broker's answers
/// (<see cref="ReaderTopic"/>, <see cref="PartitionRecovery"/>), the classes of errors (<see cref="KafkaErrors"/>) and the whole of the
/// transactional writer (<see cref="KafkaTransactionalWriter"/>) are the product's own; librdkafka and what calls it are not in it.
/// </summary>
internal sealed class SimulatedBroker(SimulatedWorld world) : ITransport
{
    public const string Events = "events";
    public const string Results = "results";

    /// <summary>How long a client waits before it gives up for good, ms.</summary>
    public const long TimeoutMs = 300_000;

    private const double AnswerMs = 10_000;
    private const double WatchdogMs = 8_000;

    private static readonly KafkaSettings Settings = new() { BootstrapServers = "simulated:9092" };
    private readonly Dictionary<Call, int> _calls = [];
    private readonly Dictionary<string, SimulatedTransactions> _transactions = new(StringComparer.Ordinal);
    private readonly List<SimulatedReader> _readers = [];
    private int _topics;
    private int _draws;

    public SimulatedWorld World => world;

    public SimulatedTopic EventsTopic { get; private set; } = new("", 0);

    public SimulatedTopic ResultsTopic { get; private set; } = new("", 0);

    /// <summary>Whether there was a checkpoint that counts when the topic was made again.</summary>
    public bool HadCheckpoint { get; private set; }

    /// <summary>Fetches so far.</summary>
    public int Fetches { get; set; }

    /// <summary>Makes both topics, and lets the faults come that are the broker's own.</summary>
    public void Begin()
    {
        (EventsTopic, ResultsTopic) = (Make(Events, world.Plan.Partitions), Make(Results, 1));
        foreach (var outage in world.Plan.Outages)
        {
            world.After(outage.FromMs, () => BeginOutage(outage));
            world.After(outage.ToMs + 1, () => EndOutage(outage));
        }

        foreach (var (atMs, partition, keep) in world.Plan.Retentions) world.After(atMs, () => Retain(partition, keep));
        foreach (var (atMs, byMs) in world.Plan.ClockSteps)
            world.After(atMs, () =>
            {
                world.Note($"wall clock set by {byMs} ms");
                world.WallStep += TimeSpan.FromMilliseconds(byMs);
            });
        if (world.Plan.Growth is var (growsMs, count)) world.After(growsMs, () => Grow(count));
        if (world.Plan.ReplacedMs is { } replacedMs) world.After(replacedMs, Replace);
    }

    /// <summary>When what is away now answers again, ticks; 0 when it answers.</summary>
    public long AwayUntil(int? partition)
    {
        var until = 0L;
        foreach (var outage in world.Plan.Outages)
        {
            if (outage.Of != Outage.Broker && outage.Of != partition) continue;
            if (outage.FromMs <= world.ElapsedMs && world.ElapsedMs <= outage.ToMs) until = Math.Max(until, (SimulatedWorld.StartMs + outage.ToMs + 1) * TimeSpan.TicksPerMillisecond);
        }

        return until;
    }

    /// <summary>The same of a question about every partition.</summary>
    public long AnyAwayUntil(SimulatedTopic topic) => topic.Name == Events ? Enumerable.Range(0, topic.Partitions.Count).Max(p => AwayUntil(p)) : AwayUntil(null);

    /// <summary>How long an answer takes, ms.</summary>
    public int Latency() => world.Plan.Chance(11, _draws++, world.Plan.LatencyMs);

    /// <summary>The error of a client.</summary>
    public TransportException Error(string operation, ErrorCode code)
    {
        var error = KafkaFaults.Of(Settings, operation, new Error(code));
        return world.Planted == Planted.TransientIsFinal && code == ErrorCode.NotCoordinatorForGroup ? new TransportException(error.Problem, error.Remedy) : error;
    }

    /// <summary>The fault of the call of this kind that comes now.</summary>
    public CallFault? Next(Call call)
    {
        var number = _calls[call] = _calls.GetValueOrDefault(call) + 1;
        if (!world.Plan.Calls.TryGetValue((call, number), out var fault)) return null;
        world.Note($"{call} {number}: {fault}");
        return fault;
    }

    /// <summary>Lets readers look whether what they wait for is there.</summary>
    public void Changed()
    {
        foreach (var reader in _readers.ToList()) reader.Look();
    }

    public void Remove(SimulatedReader reader) => _readers.Remove(reader);

    public ValueTask CreateTopicsAsync(IReadOnlyList<TopicSpec> topics, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<int> PartitionsAsync(string topic, CancellationToken ct)
    {
        Ask(Call.Partitions, null, "asking for partitions");
        return new(world.Planted == Planted.PartitionsIgnored && topic == Events ? world.Plan.Partitions : Find(topic).Partitions.Count);
    }

    public ValueTask<string?> TopicIdAsync(string topic, CancellationToken ct)
    {
        Ask(Call.TopicId, null, "asking for a topic's id");
        return new(world.Planted == Planted.TopicIdIgnored ? null : Find(topic).Id);
    }

    public ValueTask<ITopicWriter> OpenWriterAsync(string topic, CancellationToken ct)
    {
        Ask(Call.OpenWriter, null, "opening a writer");
        return new(new SimulatedWriter(this, ResultsTopic.Partitions[0]));
    }

    public async ValueTask<ITransactionalWriter> OpenTransactionalWriterAsync(string topic, string inputTopic, string transactionalId, CancellationToken ct)
    {
        if (!_transactions.TryGetValue(transactionalId, out var transactions)) _transactions[transactionalId] = transactions = new SimulatedTransactions(this);
        return await KafkaTransactionalWriter.OpenAsync(
            Settings, topic, 1, transactionalId, new SimulatedMarks(transactions), _ => new SimulatedTransactionalClient(transactions), new SimulatedClock(world), _ => { }, ct);
    }

    public ValueTask<ITopicReader> OpenReaderAsync(
        string topic, IReadOnlyList<long>? fromOffsets = null, RecordDetail detail = RecordDetail.Full, CancellationToken ct = default)
    {
        Ask(Call.OpenReader, EventsTopic, "opening a reader");
        var logs = EventsTopic.Partitions.Take(world.Planted == Planted.PartitionsIgnored ? world.Plan.Partitions : int.MaxValue).ToList();
        if (fromOffsets is not null && fromOffsets.Count != logs.Count) throw new ArgumentException($"{logs.Count} partitions, but {fromOffsets.Count} start offsets");
        var from = fromOffsets?.ToArray() ?? [.. logs.Select(log => (long)log.FirstKept)];
        for (var p = 0; p < from.Length; p++)
        {
            if (world.Planted == Planted.RetentionInSilence) from[p] = Math.Max(from[p], logs[p].FirstKept);
            if (world.Planted == Planted.TopicIdIgnored) from[p] = Math.Min(from[p], logs[p].End);
            if (from[p] < logs[p].FirstKept || from[p] > logs[p].End) throw new OffsetNotKeptException(topic, p, from[p], logs[p].FirstKept, logs[p].End);
        }

        var state = new TopicState(topic, logs.Count, [.. logs.Select(log => (long)log.FirstKept)]) { Id = world.Planted == Planted.TopicIdIgnored ? null : EventsTopic.Id };
        var reader = new SimulatedReader(this, state, from);
        _readers.Add(reader);
        return new(reader);
    }

    /// <summary>
    /// Waits for the coordinator as a client does that gives up after some seconds; what has not happened by then will not happen.
    /// </summary>
    public void AskCoordinator(Call call, string operation, out CallFault? fault)
    {
        world.Pass($"before {operation}");
        world.Advance(1 + Latency());
        fault = Next(call);
        if (fault is { Outcome: Outcome.Error } error)
        {
            if (call != Call.Commit) world.Excuses.Add(Excuse.Start);
            throw Error(operation, error.Code);
        }

        if (!Answers(WatchdogMs, () => AwayUntil(Outage.Coordinator)))
            throw Error(operation, AwayUntil(null) > 0 ? ErrorCode.Local_TimedOut : ErrorCode.NotCoordinatorForGroup);
    }

    /// <summary>Waits for so long at the most while something is away; whether it answers then.</summary>
    public bool Answers(double timeoutMs, Func<long> awayUntil)
    {
        while (awayUntil() is > 0 and var until)
        {
            if (world.Planted == Planted.NoWatchdog) world.Advance(10 * SimulatedWorld.StartMs);
            var waitMs = Math.Min(timeoutMs, (until - world.NowTicks) / (double)TimeSpan.TicksPerMillisecond);
            if (timeoutMs <= 0) return false;
            world.Advance(waitMs);
            timeoutMs -= waitMs;
        }

        return true;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // A question of a start: it is not repeated for long.
    private void Ask(Call call, SimulatedTopic? topic, string operation)
    {
        world.Pass($"before {operation}");
        world.Advance(1 + Latency());
        if (Next(call) is { } fault) throw Excused(fault.Code);
        if (!Answers(AnswerMs, () => topic is null ? AwayUntil(null) : AnyAwayUntil(topic))) throw Excused(ErrorCode.Local_TimedOut);

        TransportException Excused(ErrorCode code)
        {
            world.Excuses.Add(Excuse.Start);
            return Error(operation, code);
        }
    }

    private SimulatedTopic Find(string topic) => topic == Events ? EventsTopic : ResultsTopic;

    private SimulatedTopic Make(string name, int partitions)
    {
        var topic = new SimulatedTopic(name, ++_topics);
        for (var p = 0; p < partitions; p++) topic.Partitions.Add(new SimulatedLog());
        return topic;
    }

    private void BeginOutage(Outage outage)
    {
        world.Note($"{outage.What} away");
        world.Excuses.Add(Excuse.Start);
        if (outage.ToMs - outage.FromMs > TimeoutMs - 20_000) world.Excuses.Add(Excuse.Outage);
    }

    // A broker that has just started may say of any topic that it does not know it.
    private void EndOutage(Outage outage)
    {
        world.Note($"{outage.What} answers again");
        foreach (var reader in _readers.ToList())
            for (var p = 0; p < EventsTopic.Partitions.Count; p++) if (outage.Of < 0 || outage.Of == p) reader.OnError(p, ErrorCode.UnknownTopicOrPart);
        Changed();
    }

    private void Retain(int partition, int keep)
    {
        var log = EventsTopic.Partitions[partition];
        log.FirstKept = Math.Max(log.FirstKept, log.End - keep);
        world.Note($"partition {partition} keeps {log.FirstKept} to {log.End}");
        world.Excuses.Add(Excuse.Retention);
        Changed();
    }

    private void Grow(int count)
    {
        world.Note($"{count} partitions added");
        world.Excuses.Add(Excuse.Partitions);
        for (; count > 0; count--) EventsTopic.Partitions.Add(new SimulatedLog());
    }

    private void Replace()
    {
        world.Note("topic made again");
        world.Excuses.Add(Excuse.Replaced);
        HadCheckpoint = world.Plan.ExactlyOnce ? _transactions.Values.Any(t => t.Marks.Exists(mark => mark.Checkpoint > 0)) : world.HasCheckpoint;
        EventsTopic = Make(Events, EventsTopic.Partitions.Count);
        Changed();
    }
}
