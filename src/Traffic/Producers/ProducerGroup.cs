using CtrBench.Traffic.Arrivals;
using CtrBench.Traffic.Transport;
using CtrBench.Windows;
using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Producers;

/// <summary>
/// Parallel producers for one topic, all on one <see cref="EpochClock"/>. On the system's clock each has a thread of its own; on another
/// clock they run inside the call that advances it, one after the other.
/// </summary>
internal sealed class ProducerGroup
{
    private readonly ITransport _transport;
    private readonly string _topic;
    private readonly AdCatalog _catalog;
    private readonly AdEventFactory _events;
    private readonly TimeProvider _clock;

    /// <summary>A group for <paramref name="topic"/>, whose number of partitions is the catalog's.</summary>
    public ProducerGroup(ITransport transport, string topic, AdCatalog catalog, AdEventFactory events, TimeProvider clock)
        => (_transport, _topic, _catalog, _events, _clock) = (transport, topic, catalog, events, clock);

    /// <summary>How events are written; null: with the nine fields.</summary>
    public EventSchema? Schema { get; init; }

    /// <summary>
    /// Runs the producers until their schedules end. Cancelling <paramref name="ct"/> stops them and is not an error: the results, one per
    /// plan in the same order, say what was sent.
    /// </summary>
    /// <exception cref="ProducerFailedException">One failed; the others were stopped. It carries the results so far.</exception>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    public async Task<IReadOnlyList<ProducerResult>> RunAsync(IReadOnlyList<ProducerPlan> plans, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var clock = new EpochClock(_clock);
        var waiter = new DueTimeWaiter(clock, DueTimeWaiter.SpinMarginFor(plans.Count));
        (string ProducerId, Exception Cause)? failure = null;
        var gate = new Lock();

        void Fail(string producerId, Exception cause)
        {
            lock (gate) failure ??= (producerId, cause);
            stop.Cancel();
        }

        var writers = new List<ITopicWriter>(plans.Count);
        try
        {
            // Not by the interrupt, which is not an error here.
            foreach (var _ in plans) writers.Add(await _transport.OpenWriterAsync(_topic, CancellationToken.None).ConfigureAwait(false));
            var mapping = Schema is null ? null : new MappedEventJson(Schema);
            var producers = plans.Select((plan, i) =>
                new TrafficProducer(plan, _catalog, _events, writers[i], clock, waiter, mapping)).ToArray();
            await Task.WhenAll(plans.Select((plan, i) => StartAsync(plan, producers[i], waiter, Fail, stop.Token))).ConfigureAwait(false);
            await CloseAsync(writers).ConfigureAwait(false);
            ProducerResult[] results = [.. producers.Select(producer => producer.Result())];
            return failure is var (producerId, cause) ? throw new ProducerFailedException(producerId, results, cause) : results;
        }
        finally
        {
            await CloseAsync(writers).ConfigureAwait(false);
        }
    }

    // Together: each may wait for a broker that does not answer.
    private static Task CloseAsync(List<ITopicWriter> writers) => Task.WhenAll(writers.Select(writer => writer.DisposeAsync().AsTask()));

    private static Task StartAsync(
        ProducerPlan plan, TrafficProducer producer, DueTimeWaiter waiter, Action<string, Exception> fail, CancellationToken ct)
    {
        return waiter.BlocksThread
            ? Task.Factory.StartNew(Block, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            : RunAsync();

        void Block()
        {
            PreciseSleep.SharpenThisThread();
            RunAsync().GetAwaiter().GetResult();
        }

        async Task RunAsync()
        {
            try
            {
                await producer.RunAsync(ct).ConfigureAwait(false);
            }
            catch (Exception cause)
            {
                fail(plan.ProducerId, cause);
            }
        }
    }
}

/// <summary>What one producer sends.</summary>
/// <param name="ProducerId">Its name in reports.</param>
/// <param name="Schedule">Its events by due time; read by this producer alone.</param>
/// <param name="Observer">Called for each event sent; null = none.</param>
internal sealed record ProducerPlan(string ProducerId, IEventSchedule Schedule, ISentObserver? Observer = null);

/// <summary>A producer failed, and the others were stopped.</summary>
internal sealed class ProducerFailedException : CtrBenchException
{
    /// <summary>Its kind, remedy and setting are those of the cause.</summary>
    public ProducerFailedException(string producerId, IReadOnlyList<ProducerResult> results, Exception cause)
        : base(
            (cause as CtrBenchException)?.Kind ?? ErrorKind.Failed,
            $"Producer '{producerId}' failed after {Sent(producerId, results)} events; the other producers were stopped: "
            + ((cause as CtrBenchException)?.Problem ?? cause.Message),
            (cause as CtrBenchException)?.Remedy, cause)
    {
        (ProducerId, Results, Setting) = (producerId, results, (cause as CtrBenchException)?.Setting);
    }

    /// <summary>The first that failed.</summary>
    public string ProducerId { get; }

    /// <summary>What every producer had done by then, in order.</summary>
    public IReadOnlyList<ProducerResult> Results { get; }

    private static long Sent(string producerId, IReadOnlyList<ProducerResult> results)
        => results.First(r => r.ProducerId == producerId).Sent;
}
