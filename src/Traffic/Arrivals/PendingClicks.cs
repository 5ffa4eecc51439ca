namespace CtrBench.Traffic.Arrivals;

/// <summary>The pending clicks of one producer's views, by due time; equal times in order of their views.</summary>
internal sealed class PendingClicks(ClickModel model, SeededRandom random)
{
    private readonly PriorityQueue<(int Ad, int Visitor), (long DueNs, long Rank)> _queue = new(64);
    private long _rank;

    /// <summary>Whether a view of an ad with this click-through rate is clicked.</summary>
    public bool IsClicked(double ctr) => random.NextDouble() < ctr;

    /// <summary>
    /// A click of <paramref name="visitor"/> on <paramref name="ad"/>, an exponential delay after the view at <paramref name="viewNs"/>.
    /// </summary>
    public void Add(long viewNs, int ad, int visitor) =>
        _queue.Enqueue((ad, visitor), (viewNs + (long)(random.NextExponential() * model.MeanDelayMs * 1e6), _rank++));

    /// <summary>Removes and returns the earliest click if it is due at <paramref name="nowNs"/> or before.</summary>
    public bool TryDequeue(long nowNs, out int ad, out int visitor, out long dueNs)
    {
        if (!_queue.TryPeek(out var click, out var order) || order.DueNs > nowNs)
        {
            (ad, visitor, dueNs) = (0, 0, 0);
            return false;
        }
        _queue.Dequeue();
        (ad, visitor, dueNs) = (click.Ad, click.Visitor, order.DueNs);
        return true;
    }
}
