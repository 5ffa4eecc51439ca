using CtrBench.Engines.Checkpoints;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Emulation;

namespace CtrBench.Engines.Live;

/// <summary>
/// One run of a twin, opened and put together: its steps, and what becomes of each. A shell asks for a step, runs it, and stores it before
/// it asks for the next; what it does that with is its own matter.
/// </summary>
internal sealed class TwinRun : IAsyncDisposable
{
    private readonly ITopicWriter _writer;
    private readonly RestartPoint _restart;
    private readonly CancellationTokenSource _abort;

    private TwinRun(
        IAsyncEnumerable<StreamStep> steps, StepRunner runner, EventsInput input, QueryCounters counters, ITopicWriter writer,
        RestartPoint restart, CancellationTokenSource abort)
    {
        (Steps, Runner, Input, Counters) = (steps, runner, input, counters);
        (_writer, _restart, _abort) = (writer, restart, abort);
    }

    /// <summary>The steps, to be enumerated once.</summary>
    public IAsyncEnumerable<StreamStep> Steps { get; }

    /// <summary>Runs and stores each of them.</summary>
    public StepRunner Runner { get; }

    /// <summary>The events topic, and how the run is told to stop.</summary>
    public EventsInput Input { get; }

    /// <summary>What it has done.</summary>
    public QueryCounters Counters { get; }

    /// <summary>Opens a run of the twin of <paramref name="kind"/>; where it fails, nothing stays open.</summary>
    /// <param name="kind">Which twin.</param>
    /// <param name="query">The query, which this twin supports.</param>
    /// <param name="endpoints">Its topics, clock and checkpoint folder.</param>
    /// <param name="pass">Called before each step of a checkpoint that a killed process may not come to.</param>
    /// <param name="disk">Where checkpoints are; null for that of this machine.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="CheckpointException">The checkpoint folder is in use, or the query cannot go on from it.</exception>
    public static async Task<TwinRun> OpenAsync(
        EngineFamily kind, CtrQuery query, EngineEndpoints endpoints, Action? pass, IDisk? disk, CancellationToken ct)
    {
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
                ? CheckpointFolder.Open(path, CheckpointQuery.Of(kind, query, endpoints), pass, disk) : null;
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
            restart.ThrowIfOther(reader.State);
            restart.GrowTo(startOffsets);
            var input = new EventsInput(reader, startOffsets, new SteadyClock(clock), counters)
            {
                FailsOnDataLoss = query.Delivery.FailOnDataLoss,
                // K13: Spark reads a batch's records from the log, the twin may have them already.
                FailsOnFetched = kind == EngineFamily.MicroBatch,
            };
            return Compose(kind, query, input, startOffsets, restart, counters, writer, resultPartitions);
        }
        catch
        {
            if (reader is not null) await reader.DisposeAsync().ConfigureAwait(false);
            if (writer is not null) await writer.DisposeAsync().ConfigureAwait(false);
            restart?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Cuts short what it waits for: a drain under way, results that find no room. To be called before its end is awaited, so that what is
    /// given up takes no last checkpoint.
    /// </summary>
    public async Task GiveUpAsync()
    {
        await _abort.CancelAsync().ConfigureAwait(false);
        Input.Stop.Request(StopKind.Now);
    }

    /// <inheritdoc/>
    /// <remarks>Once its steps have ended.</remarks>
    public async ValueTask DisposeAsync()
    {
        await Input.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
        _restart.Dispose();
        _abort.Dispose();
    }

    private static TwinRun Compose(
        EngineFamily kind, CtrQuery query, EventsInput input, long[] startOffsets, RestartPoint restart, QueryCounters counters,
        ITopicWriter writer, int resultPartitions)
    {
        var abort = new CancellationTokenSource();
        var keys = new KeyTable();
        var checkpoints = restart.Coordinator(counters);
        var (processor, steps) = Schedule(kind, query, input, startOffsets, restart, counters, checkpoints is not null);
        if (restart.Checkpoint?.State is { } state) processor.Restore(state, keys);
        var parser = new SkeletonEventParser(TwinParseProfile.Of(kind, query), keys);
        var sink = new ResultsSink(writer, resultPartitions, query.GroupBy != GroupField.None, keys);
        var runner = new StepRunner(processor, parser, keys, sink, counters, abort.Token)
        {
            Checkpoints = checkpoints,
            WatermarkClock = input.Clock,
        };
        return new TwinRun(steps, runner, input, counters, writer, restart, abort);
    }

    private static (IWindowProcessor Processor, IAsyncEnumerable<StreamStep> Steps) Schedule(
        EngineFamily kind, CtrQuery query, EventsInput input, long[] startOffsets, RestartPoint restart, QueryCounters counters,
        bool checkpoints)
    {
        if (kind == EngineFamily.Continuous)
        {
            var continuous = new ContinuousProcessor(query, input.Partitions) { LateRows = counters.LateRows };
            return (continuous, new ContinuousSource(query, continuous, input, checkpoints).StepsAsync());
        }

        var micro = new MicroBatchProcessor(query, startOffsets) { LateRows = counters.LateRows };
        return (micro, new MicroBatchSource(query, micro, input, counters, checkpoints, restart.Begun).StepsAsync());
    }
}
