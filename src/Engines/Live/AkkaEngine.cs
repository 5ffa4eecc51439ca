using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Akka.Streams.Supervision;
using CtrBench.Engines.Checkpoints;

namespace CtrBench.Engines.Live;

/// <summary>
/// Either twin as a live engine: the steps of a <see cref="TwinRun"/> as one fused Akka stream whose elements are pooled batches, over any
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

    /// <summary>Where checkpoints are; null for the disk of this machine.</summary>
    internal IDisk? CheckpointDisk { get; init; }

    /// <inheritdoc/>
    /// <exception cref="CheckpointException">The checkpoint folder is in use, or the query cannot go on from it.</exception>
    public async Task<IRunningQuery> StartAsync(CtrQuery query, EngineEndpoints endpoints, CancellationToken ct)
    {
        QueryCheck.ThrowIfRefused(query, kind, endpoints.CheckpointFolder is not null);
        if (kind == EngineFamily.Continuous && endpoints.CheckpointFolder is not null) QueryCheck.ThrowIfNotContinued(query);
        var run = await TwinRun.OpenAsync(kind, query, endpoints, CheckpointPass, CheckpointDisk, ct).ConfigureAwait(false);
        var system = ActorSystem.Create("ctrbench", Config);
        var settings = ActorMaterializerSettings.Create(system).WithSupervisionStrategy(Deciders.StoppingDecider);
        // One step is stored before the source is asked for the next: the schedules rely on it.
        var stream = Source.From(() => run.Steps)
            .Select(run.Runner.Run)
            .SelectAsync(1, run.Runner.StoreAsync)
            .RunWith(Sink.Ignore<StreamStep>(), system.Materializer(settings));
        return new AkkaQuery(system, stream, run);
    }
}
