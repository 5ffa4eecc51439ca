using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Running;

/// <summary>Reads a topic as it fills, and at the end of the run to where the topic ended then.</summary>
/// <param name="reader">The reader; stays its caller's to dispose.</param>
/// <param name="maxRecords">Records taken at once, at most.</param>
/// <param name="clock">Bounds the wait for the last records.</param>
/// <param name="take">Who gets the records.</param>
internal sealed class TopicReading(ITopicReader reader, int maxRecords, TimeProvider clock, Action<RecordBatch> take)
{
    /// <summary>
    /// How long nothing may come while the known end of the topic is not reached: a broker that is away for longer fails it. There is no
    /// limit for all of it: a backlog may be large.
    /// </summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(60);

    private int _partitions;

    /// <summary>Gives up what has to be waited for: the user does not wait for a broker that does not answer.</summary>
    public CancellationToken GiveUp { get; init; }

    /// <summary>Reads until <paramref name="stop"/> is cancelled, then to the end of what is stored.</summary>
    /// <exception cref="TransportException">The log cannot be read, or its end did not come.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        _partitions = (await EndOffsetsAsync().ConfigureAwait(false)).Length;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                // Those that were added are read like the others, from their first record on.
                _partitions = reader.State?.Partitions ?? _partitions;
                if (!ReadOnce() && !await reader.WaitToReadAsync(stop).ConfigureAwait(false)) break;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over: what is stored by now is still read below.
        }

        await ReadToEndAsync().ConfigureAwait(false);
    }

    private async Task ReadToEndAsync()
    {
        var ends = await EndOffsetsAsync().ConfigureAwait(false);
        // Partitions that were added a moment ago are not known yet.
        await reader.RefreshAsync(GiveUp).ConfigureAwait(false);
        if (reader.State?.Partitions > ends.Length) ends = await EndOffsetsAsync().ConfigureAwait(false);
        using var timeout = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, GiveUp);
        for (var p = 0; p < ends.Length; p++)
        {
            // Armed only while nothing comes, and again only after a record: a wait may also end without one.
            var waits = false;
            while (reader.Position(p) < ends[p])
            {
                if (ReadPartition(p))
                {
                    if (waits) timeout.CancelAfter(Timeout.InfiniteTimeSpan);
                    waits = false;
                    continue;
                }

                if (!waits) timeout.CancelAfter(EndTimeout);
                waits = true;
                try
                {
                    if (!await reader.WaitToReadAsync(p, limit.Token).ConfigureAwait(false)) break;
                }
                catch (OperationCanceledException) when (limit.IsCancellationRequested)
                {
                    var after = GiveUp.IsCancellationRequested ? "until it was given up after the interrupt"
                        : $"for {EndTimeout.TotalSeconds:0} s";
                    throw new TransportException(
                        $"partition {p} could not be read to its end: offset {reader.Position(p)} of {ends[p]} and nothing {after}. "
                        + "Is the broker running?");
                }
            }
        }
    }

    private async ValueTask<long[]> EndOffsetsAsync()
    {
        try
        {
            return await reader.EndOffsetsAsync(GiveUp).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (GiveUp.IsCancellationRequested)
        {
            throw new TransportException(
                "the end of a topic was not answered until it was given up after the interrupt: what was stored last is not read",
                "Is the broker running, and not paused?");
        }
    }

    private bool ReadOnce()
    {
        var any = false;
        for (var p = 0; p < _partitions; p++) any |= ReadPartition(p);
        return any;
    }

    private bool ReadPartition(int partition)
    {
        if (!reader.TryRead(partition, maxRecords, out var records)) return false;
        using (records) take(records);
        return true;
    }
}
