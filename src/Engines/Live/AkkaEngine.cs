using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Supervision;
using CtrBench.Engines.Checkpoints;
using CtrBench.Engines.Emulation;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>
/// Either twin as a live engine: source, processor and sink as one fused Akka stream whose elements are pooled batches, over any transport,
/// in the time of the run's clock. It goes on from its last checkpoint, or reads every partition from offset 0. Backpressure is the
/// stream's; an exception fails the stream.
/// </summary>
public sealed class AkkaEngine(TwinKind kind) : IStreamEngine
{
    // An error ends the query and is its completion's: a log of Akka's own, on standard output, would say it twice and in the wrong place.
    private const string Config =
        "akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off, coordinated-shutdown.run-by-clr-shutdown-hook = off }";

    /// <inheritdoc/>
    public string Name => kind == TwinKind.MicroBatch ? EngineCatalog.MicroBatch : EngineCatalog.Continuous;

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
        TwinRestart? restart = null;
        ITopicReader? reader = null;
        ITopicWriter? writer = null;
        try
        {
            var folder = endpoints.CheckpointFolder is { } path
                ? CheckpointFolder.Open(path, CheckpointQuery.Of(kind, query, endpoints, partitions), CheckpointPass) : null;
            restart = new TwinRestart(folder);
            if (query.Delivery.Guarantee == DeliveryGuarantee.ExactlyOnce)
                writer = restart.Transaction = await transport
                    .OpenTransactionalWriterAsync(resultsTopic, eventsTopic, folder!.TransactionalId, ct).ConfigureAwait(false);
            else writer = await transport.OpenWriterAsync(resultsTopic, ct).ConfigureAwait(false);
            restart.Find(kind);
            var startOffsets = restart.Checkpoint?.Offsets ?? new long[partitions];
            reader = await transport.OpenReaderAsync(eventsTopic, startOffsets, RecordDetail.ValuesOnly, ct).ConfigureAwait(false);
            var input = new TwinInput(reader, startOffsets, clock, new StopSignal(), restart.Counters(), folder is not null);
            return Run(query, input, restart, writer, resultPartitions);
        }
        catch
        {
            if (reader is not null) await reader.DisposeAsync().ConfigureAwait(false);
            if (writer is not null) await writer.DisposeAsync().ConfigureAwait(false);
            restart?.Dispose();
            throw;
        }
    }

    private TwinQuery Run(CtrQuery query, TwinInput input, TwinRestart restart, ITopicWriter writer, int resultPartitions)
    {
        var abort = new CancellationTokenSource();
        var keys = new KeyTable();
        var (source, processor) = Source(query, input, restart, keys);
        var output = new TwinOutput(writer, resultPartitions, query.GroupBy != GroupField.None, keys);
        var parser = new SkeletonEventParser(TwinParseProfile.Of(kind, query), keys);
        var worker = new TwinWorker(processor, parser, output, input.Clock, input.Counters, abort.Token)
        {
            Checkpoints = restart.Checkpoints(processor, keys, input.Counters),
        };
        var system = ActorSystem.Create("ctrbench", Config);
        var settings = ActorMaterializerSettings.Create(system).WithSupervisionStrategy(Deciders.StoppingDecider);
        var stream = Akka.Streams.Dsl.Source.FromGraph(source)
            .Select(worker.Run)
            .SelectAsync(1, worker.StoreAsync)
            .RunWith(Sink.Ignore<TwinStep>(), system.Materializer(settings));
        return new TwinQuery(system, stream, input, writer, abort, restart);
    }

    private (IGraph<SourceShape<TwinStep>, Akka.NotUsed> Source, IWindowProcessor Processor) Source(
        CtrQuery query, TwinInput input, TwinRestart restart, KeyTable keys)
    {
        if (kind == TwinKind.Continuous)
        {
            var continuous = new ContinuousProcessor(query, input.StartOffsets.Count);
            if (restart.Checkpoint?.Continuous is { } kept) continuous.Restore(kept, keys);
            return (new ContinuousSource(query, input), continuous);
        }

        // A topic is read from its first offset unless a checkpoint says otherwise.
        var micro = new MicroBatchProcessor(query, new long[input.StartOffsets.Count]);
        if (restart.Checkpoint?.MicroBatch is { } state) micro.Restore(state, keys);
        return (new MicroBatchSource(query, micro, input, restart.Begun), micro);
    }
}
