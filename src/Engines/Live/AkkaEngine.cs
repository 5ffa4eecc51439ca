using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Supervision;
using CtrBench.Engines.Emulation;
using CtrBench.Traffic.Transport;

namespace CtrBench.Engines.Live;

/// <summary>
/// Either twin as a live engine: source, processor and sink as one fused Akka stream whose elements are pooled batches, over any transport,
/// in the time of the run's clock. It reads every partition from offset 0. Backpressure is the stream's; an exception is a bug and fails
/// the stream.
/// </summary>
public sealed class AkkaEngine(TwinKind kind) : IStreamEngine
{
    // An error ends the query and is its completion's: a log of Akka's own, on standard output, would say it twice and in the wrong place.
    private const string Config =
        "akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off, coordinated-shutdown.run-by-clr-shutdown-hook = off }";

    /// <inheritdoc/>
    public string Name => kind == TwinKind.MicroBatch ? EngineCatalog.MicroBatch : EngineCatalog.Continuous;

    /// <inheritdoc/>
    public async Task<IRunningQuery> StartAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct)
    {
        QueryCheck.ThrowIfRefused(query, kind);
        var (transport, eventsTopic, resultsTopic, _) = endpoints;
        // All that can be cancelled comes before anything is opened to stay open.
        var partitions = await PartitionsAsync(transport, eventsTopic, ct).ConfigureAwait(false);
        var resultPartitions = await PartitionsAsync(transport, resultsTopic, ct).ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
        ITopicReader? reader = null;
        ITopicWriter? writer = null;
        try
        {
            var startOffsets = new long[partitions];
            reader = transport.OpenReader(eventsTopic, startOffsets, RecordDetail.ValuesOnly);
            writer = transport.OpenWriter(resultsTopic);
            return Run(query, new TwinInput(reader, startOffsets, endpoints.Clock, new StopSignal()), writer, resultPartitions);
        }
        catch
        {
            if (reader is not null) await reader.DisposeAsync().ConfigureAwait(false);
            if (writer is not null) await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private TwinQuery Run(CtrQuery query, TwinInput input, ITopicWriter writer, int resultPartitions)
    {
        var counters = new TwinCounters();
        var abort = new CancellationTokenSource();
        var (source, processor) = Source(query, input, counters);
        var keys = new KeyTable();
        var output = new TwinOutput(writer, resultPartitions, query.GroupBy != GroupField.None, keys);
        var parser = new SkeletonEventParser(TwinParseProfile.Of(kind, query), keys);
        var worker = new TwinWorker(processor, parser, output, input.Clock, counters, abort.Token);
        var system = ActorSystem.Create("ctrbench", Config);
        var settings = ActorMaterializerSettings.Create(system).WithSupervisionStrategy(Deciders.StoppingDecider);
        var stream = Akka.Streams.Dsl.Source.FromGraph(source)
            .Select(worker.Run)
            .SelectAsync(1, worker.StoreAsync)
            .RunWith(Sink.Ignore<TwinStep>(), system.Materializer(settings));
        return new TwinQuery(system, stream, input, writer, abort, counters);
    }

    private (IGraph<SourceShape<TwinStep>, Akka.NotUsed> Source, IWindowProcessor Processor) Source(
        CtrQuery query, TwinInput input, TwinCounters counters)
    {
        if (kind == TwinKind.Continuous)
            return (new ContinuousSource(query, input), new ContinuousProcessor(query, input.StartOffsets.Count));
        var processor = new MicroBatchProcessor(query, input.StartOffsets);
        return (new MicroBatchSource(query, processor, input, counters), processor);
    }

    private static async Task<int> PartitionsAsync(ITransport transport, string topic, CancellationToken ct)
    {
        await using var reader = transport.OpenReader(topic);
        return (await reader.EndOffsetsAsync(ct).ConfigureAwait(false)).Length;
    }
}
