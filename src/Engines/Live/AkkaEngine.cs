using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Supervision;
using CtrBench.Engines.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// Either twin as a live engine: source, processor and sink as one fused Akka stream whose elements are pooled batches, over any transport,
/// in the time of the
/// run's clock. Backpressure is the stream's; an exception is a bug and fails the stream.
/// </summary>
public sealed class AkkaEngine(TwinKind kind) : IStreamEngine
{
    private const string Config = "akka { loglevel = WARNING, stdout-loglevel = WARNING, log-dead-letters = off, coordinated-shutdown.run-by-clr-shutdown-hook = off }";

    /// <inheritdoc/>
    public string Name => kind == TwinKind.MicroBatch ? EngineCatalog.MicroBatch : EngineCatalog.Continuous;

    /// <inheritdoc/>
    public async Task<IRunningQuery> StartAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct)
    {
        QueryCheck.ThrowIfRefused(query, kind);
        var reader = endpoints.Transport.OpenReader(endpoints.EventsTopic);
        var writer = endpoints.Transport.OpenWriter(endpoints.ResultsTopic);
        var partitions = (await reader.EndOffsetsAsync(ct).ConfigureAwait(false)).Length;
        var input = new TwinInput(reader, new long[partitions], endpoints.Clock, new StopSignal());
        var counters = new TwinCounters();
        var (source, processor) = Source(query, input, counters);
        var keys = new KeyTable();
        var parser = new Utf8EventParser(TwinParseProfile.Of(kind, query), keys);
        var resultPartitions = await PartitionsAsync(endpoints, ct).ConfigureAwait(false);
        var worker = new TwinWorker(query, processor, parser, keys, writer, resultPartitions, endpoints.Clock, counters);
        var system = ActorSystem.Create("ctrbench", Config);
        var settings = ActorMaterializerSettings.Create(system).WithSupervisionStrategy(Deciders.StoppingDecider);
        var stream = Akka.Streams.Dsl.Source.FromGraph(source)
            .Select(worker.Run)
            .SelectAsync(1, worker.StoreAsync)
            .RunWith(Sink.Ignore<TwinStep>(), system.Materializer(settings));
        return new TwinQuery(system, stream, input.Stop, counters, reader, writer);
    }

    private (IGraph<SourceShape<TwinStep>, Akka.NotUsed> Source, IWindowProcessor Processor) Source(CtrQuery query, TwinInput input,
        TwinCounters counters)
    {
        if (kind == TwinKind.Continuous)
            return (new ContinuousSource(query, input), new ContinuousProcessor(query, input.StartOffsets.Count));
        var processor = new MicroBatchProcessor(query, input.StartOffsets);
        return (new MicroBatchSource(query, processor, input, counters), processor);
    }

    private static async Task<int> PartitionsAsync(EngineEndpoints endpoints, CancellationToken ct)
    {
        await using var results = endpoints.Transport.OpenReader(endpoints.ResultsTopic);
        return (await results.EndOffsetsAsync(ct).ConfigureAwait(false)).Length;
    }
}
