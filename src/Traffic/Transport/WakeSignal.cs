using System.Threading.Channels;

namespace CtrBench.Traffic.Transport;

/// <summary>A latch for one waiter: set any number of times, it wakes the waiter once. A signal set before the wait is not lost.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _channel =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Wakes the waiter, or the next one to come.</summary>
    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Returns once the signal is set, and resets it.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken ct) => _channel.Reader.ReadAsync(ct);
}
