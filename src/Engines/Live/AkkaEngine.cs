using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Supervision;
using CtrBench.Engines.Checkpoints;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// Either twin as a live engine: schedule, processor and sink as one fused Akka stream whose elements are pooled batches, over any
/// transport, in the time of the run's clock. It continues from its last checkpoint, or reads every partition from its oldest record.
/// Backpressure is the stream's; an exception fails the stream.
/// </summary>
internal sealed class AkkaEngine(EngineFamily kind) : IStreamEngine
{
    // An error ends the query and is its completion's: a log of Akka's own, on standard output, would say it twice and in the wrong place.
    private const string Config =
        "akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off, coordinated-shutdown.run-by-clr-shutdown-hook = off }";

    /// <inheritdoc/>
    public EngineId Id => EngineId.TwinOf(kind);

    /// <summary>
    /// Called before each step of a checkpoint that a killed process may not come to: tests end a run there.
    /// </summary>
    internal Action? CheckpointPass { get; init; }

    /// <inheritdoc/>
    /// <exception cref="CheckpointException">The checkpoint folder is in use, or the query cannot go on from it.</exception>
    public async Task<IRunningQuery> StartAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct)
    {
        QueryCheck.ThrowIfRefused(query, kind, endpoints.CheckpointFolder is not null);
        var (transport, eventsTopic, resultsTopic, clock) = endpoints;
        // All that can be cancelled comes before anything is opened to stay open.
        var partitions = await transport.PartitionsAsync(eventsTopic, ct).ConfigureAwait(false);
        var resultPartitions = await transport.PartitionsAsync(resultsTopic, ct).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        RestartPoint? restart = null;
        ITopicReader? reader = null;
        ITopicWriter? writer = null;
        try
        {
            var folder = endpoints.CheckpointFolder is { } path
                ? CheckpointFolder.Open(path, CheckpointQuery.Of(kind, query, endpoints), CheckpointPass) : null;
            restart = new RestartPoint(folder);
            if (query.Delivery.Guarantee == DeliveryGuarantee.ExactlyOnce)
                writer = restart.Transaction = await transport
                    .OpenTransactionalWriterAsync(resultsTopic, eventsTopic, folder!.TransactionalId, ct).ConfigureAwait(false);
            else writer = await transport.OpenWriterAsync(resultsTopic, ct).ConfigureAwait(false);
            await restart.FindAsync(kind, endpoints, partitions, ct).ConfigureAwait(false);
            var counters = restart.Counters();
            var opening = new EventsOpening(endpoints, query.Delivery, counters);
            (reader, var startOffsets) = await opening
                .OpenAsync(restart.Checkpoint, endpoints.CheckpointFolder, partitions, ct).ConfigureAwait(false);
            restart.GrowTo(startOffsets);
            var input = new EventsInput(reader, startOffsets, new SteadyClock(clock), counters)
            {
                FailsOnDataLoss = query.Delivery.FailOnDataLoss,
                // K13: Spark reads a batch's records from the log, the twin may have them already.
                FailsOnFetched = kind == EngineFamily.MicroBatch,
            };
            return Run(query, input, startOffsets, restart, counters, writer, resultPartitions);
        }
        catch
        {
            if (reader is not null) await reader.DisposeAsync().ConfigureAwait(false);
            if (writer is not null) await writer.DisposeAsync().ConfigureAwait(false);
            restart?.Dispose();
            throw;
        }
    }

    private AkkaQuery Run(
        CtrQuery query, EventsInput input, long[] startOffsets, RestartPoint restart, QueryCounters counters, ITopicWriter writer,
        int resultPartitions)
    {
        var abort = new CancellationTokenSource();
        var keys = new KeyTable();
        var checkpoints = restart.Coordinator(counters);
        var (processor, steps) = Schedule(query, input, startOffsets, restart, counters, checkpoints is not null);
        if (restart.Checkpoint?.State is { } state) processor.Restore(state, keys);
        var parser = new SkeletonEventParser(TwinParseProfile.Of(kind, query), keys);
        var sink = new ResultsSink(writer, resultPartitions, query.GroupBy != GroupField.None, keys);
        var runner = new StepRunner(processor, parser, keys, sink, counters, abort.Token)
        {
            Checkpoints = checkpoints,
            WatermarkClock = kind == EngineFamily.Continuous ? input.Clock : null,
        };
        var system = ActorSystem.Create("ctrbench", Config);
        var settings = ActorMaterializerSettings.Create(system).WithSupervisionStrategy(Deciders.StoppingDecider);
        // One step is stored before the source is asked for the next: the schedules rely on it.
        var stream = Source.From(() => steps)
            .Select(runner.Run)
            .SelectAsync(1, runner.StoreAsync)
            .RunWith(Sink.Ignore<StreamStep>(), system.Materializer(settings));
        return new AkkaQuery(system, stream, input, counters, writer, abort, restart);
    }

    private (IWindowProcessor Processor, IAsyncEnumerable<StreamStep> Steps) Schedule(
        CtrQuery query, EventsInput input, long[] startOffsets, RestartPoint restart, QueryCounters counters, bool checkpoints)
    {
        if (kind == EngineFamily.Continuous)
        {
            var continuous = new ContinuousProcessor(query, input.Partitions);
            return (continuous, new ContinuousSource(query, continuous, input, checkpoints).StepsAsync());
        }

        var micro = new MicroBatchProcessor(query, startOffsets);
        return (micro, new MicroBatchSource(query, micro, input, counters, checkpoints, restart.Begun).StepsAsync());
    }
}
