using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>The two topics of a run and the transport that holds them: in memory, or a broker that has been looked at.</summary>
internal sealed class RunTopics : IAsyncDisposable
{
    private RunTopics(ITransport transport, BrokerPlan? plan, int eventsPartitions)
    {
        Transport = transport;
        (EventsTopic, ResultsTopic) = plan is null
            ? (KafkaOptions.StandardEventsTopic, KafkaOptions.StandardResultsTopic)
            : (plan.EventsTopic, plan.ResultsTopic);
        EventsPartitions = eventsPartitions;
    }

    /// <summary>The transport.</summary>
    public ITransport Transport { get; }

    /// <summary>Topic of events.</summary>
    public string EventsTopic { get; }

    /// <summary>Topic of results.</summary>
    public string ResultsTopic { get; }

    /// <summary>Partitions of the events topic.</summary>
    public int EventsPartitions { get; }

    /// <summary>The broker, for the manifest; null in memory.</summary>
    public BrokerEntry? Broker { get; private init; }

    /// <summary>The broker's clock against ours; null in memory and where it could not be taken.</summary>
    public ClockCheck? ClockCheck { get; private init; }

    /// <summary>Name of the transport, for the manifest.</summary>
    public string Name => Broker is null ? "memory" : "kafka";

    /// <summary>Fresh topics: in memory, or on the broker, where every record will carry a mark of this run.</summary>
    /// <exception cref="TransportException">The broker cannot be reached, or a topic was not created by ctrbench.</exception>
    public static async Task<RunTopics> CreateAsync(BrokerPlan? plan, int partitions, VerbSession session, CancellationToken ct)
    {
        if (plan is null)
        {
            var memory = new InMemoryTransport(session.Clock);
            var specs = Specs(KafkaOptions.StandardEventsTopic, KafkaOptions.StandardResultsTopic);
            await memory.CreateTopicsAsync(specs, CancellationToken.None);
            return new RunTopics(memory, null, partitions);
        }

        var settings = BrokerSettings.Of(plan, MarkOf(session.Clock));
        var transport = new KafkaTransport(settings, session.Clock) { OnNote = session.Error.WriteLine };
        try
        {
            var (broker, check) = await LookAsync(settings, plan, session, ct);
            await transport.CreateTopicsAsync(Specs(plan.EventsTopic, plan.ResultsTopic), ct);
            broker = broker with
            {
                EventsTimestampType = KafkaAdmin.LogAppendTime,
                ResultsTimestampType = KafkaAdmin.LogAppendTime,
                EventsTopicId = await transport.TopicIdAsync(plan.EventsTopic, ct),
                ResultsTopicId = await transport.TopicIdAsync(plan.ResultsTopic, ct),
            };
            return new RunTopics(transport, plan, partitions) { Broker = broker, ClockCheck = check };
        }
        catch
        {
            await transport.DisposeAsync();
            throw;
        }

        IReadOnlyList<TopicSpec> Specs(string events, string results) => [new(events, partitions), new(results, 1)];
    }

    /// <summary>Topics that exist, as they are. Nothing in them is foreign: others may have written it.</summary>
    /// <param name="plan">The broker.</param>
    /// <param name="writes">Whether this process writes to them, so that its records carry a mark.</param>
    /// <param name="session">The session.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="TransportException">The broker is not reached.</exception>
    /// <exception cref="UnknownTopicException">A topic does not exist.</exception>
    public static async Task<RunTopics> AttachAsync(BrokerPlan plan, bool writes, VerbSession session, CancellationToken ct)
    {
        var settings = BrokerSettings.Of(plan, writes ? MarkOf(session.Clock) : null);
        var transport = new KafkaTransport(settings, session.Clock) { OnNote = session.Error.WriteLine };
        try
        {
            var (broker, check) = await LookAsync(settings, plan, session, ct);
            // Asked for its existence alone.
            await transport.PartitionsAsync(plan.ResultsTopic, ct);
            var partitions = await transport.PartitionsAsync(plan.EventsTopic, ct);
            broker = broker with
            {
                EventsTimestampType = await transport.TimestampTypeAsync(plan.EventsTopic, ct),
                ResultsTimestampType = await transport.TimestampTypeAsync(plan.ResultsTopic, ct),
                EventsTopicId = await transport.TopicIdAsync(plan.EventsTopic, ct),
                ResultsTopicId = await transport.TopicIdAsync(plan.ResultsTopic, ct),
            };
            return new RunTopics(transport, plan, partitions) { Broker = broker, ClockCheck = check };
        }
        catch
        {
            await transport.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deletes the topics of a run that has ended, where they are ours; returns the names of those that are not.</summary>
    /// <exception cref="TransportException">The broker is not reached.</exception>
    public static async Task<IReadOnlyList<string>> DeleteOwnAsync(BrokerPlan plan, TimeProvider clock, CancellationToken ct)
    {
        await using var transport = new KafkaTransport(BrokerSettings.Of(plan, mark: null), clock);
        return await transport.DeleteOwnTopicsAsync([plan.EventsTopic, plan.ResultsTopic], ct);
    }

    /// <summary>Where the engine of this run reads and writes.</summary>
    public EngineEndpoints Endpoints(TimeProvider clock, string? checkpointFolder) =>
        new(Transport, EventsTopic, ResultsTopic, clock) { CheckpointFolder = checkpointFolder };

    /// <summary>The end offsets of the events topic.</summary>
    public async Task<long[]> EventsEndAsync(CancellationToken ct)
    {
        await using var reader = await Transport.OpenReaderAsync(EventsTopic, ct: ct);
        return await reader.EndOffsetsAsync(ct);
    }

    /// <summary>The end offsets of the results topic.</summary>
    public async Task<long[]> ResultsEndAsync(CancellationToken ct)
    {
        await using var reader = await Transport.OpenResultsReaderAsync(ResultsTopic, ct: ct);
        return await reader.EndOffsetsAsync(ct);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Transport.DisposeAsync();

    // Who is let read a topic need not be let make one, which the look at the clock takes: a run goes on without it.
    private static async Task<(BrokerEntry Broker, ClockCheck? Check)> LookAsync(
        KafkaSettings settings, BrokerPlan plan, VerbSession session, CancellationToken ct)
    {
        var facts = await KafkaProbe.ProbeAsync(settings, session.Clock, ct);
        var broker = new BrokerEntry(plan.Address, facts.Version, facts.ClusterId, plan.EventsTopic, plan.ResultsTopic, settings.RunMark)
        {
            Isolation = settings.Isolation ?? KafkaIsolation.Uncommitted,
        };
        try
        {
            var offset = await KafkaProbe.ClockAsync(settings, session.Clock, ct);
            return (broker, new ClockCheck(offset.OffsetMs, offset.BoundMs));
        }
        catch (TransportException e)
        {
            await session.Error.WriteLineAsync($"the broker's clock is not checked: {Remedies.MessageOf(e)}");
            return (broker, null);
        }
    }

    // Two runs of one name must not take each other's records for their own; a mark is not part of the random workload.
    private static string MarkOf(TimeProvider clock) => FormattableString.Invariant($"{clock.NowMs():x}-{Environment.ProcessId:x}");
}
