using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>
/// Makes sure that a run's topics are still those of its start: none was deleted and made again under its name. Readers notice it
/// themselves; a real engine may not, and a run may end before it is noticed.
/// </summary>
internal sealed class TopicWatch(RunTopics topics, TextWriter error, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>How long the last answer may take: a run that was interrupted ends soon.</summary>
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(3);

    private Task? _looking;
    private long _lookedAt = clock.GetTimestamp();

    /// <summary>Throws what the last look has found, and looks again when it is time. Returns at once.</summary>
    /// <exception cref="TopicReplacedException">A topic is another one.</exception>
    public async Task LookAsync()
    {
        if (_looking is { IsCompleted: true } done)
        {
            _looking = null;
            try
            {
                await done;
            }
            catch (Exception e) when (e is TransportException or UnknownTopicException)
            {
                // An outage, or a deleted topic: both are the engine's to report.
            }
        }

        if (_looking is not null || clock.GetElapsedTime(_lookedAt) < Interval) return;
        _lookedAt = clock.GetTimestamp();
        _looking = ThrowIfReplacedAsync(CancellationToken.None);
    }

    /// <summary>The last look, at the end of the run; where there is no answer, a message says that it is not known.</summary>
    /// <exception cref="TopicReplacedException">A topic is another one.</exception>
    public async Task EndAsync()
    {
        if (_looking is not null) await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var limit = new CancellationTokenSource(EndTimeout, clock);
        try
        {
            await ThrowIfReplacedAsync(limit.Token);
        }
        catch (UnknownTopicException gone)
        {
            await error.WriteLineAsync($"topic '{gone.Topic}' no longer exists at the end of the run");
        }
        catch (Exception e) when (e is TransportException || limit.IsCancellationRequested)
        {
            await error.WriteLineAsync("the broker does not answer at the end of the run: whether the topics are still those of its start "
                + "was not checked");
        }
    }

    private async Task ThrowIfReplacedAsync(CancellationToken ct)
    {
        if (topics.Broker is not { } broker) return;
        await ThrowIfReplacedAsync(topics.EventsTopic, broker.EventsTopicId, ct);
        await ThrowIfReplacedAsync(topics.ResultsTopic, broker.ResultsTopicId, ct);
    }

    private async Task ThrowIfReplacedAsync(string topic, string? before, CancellationToken ct)
    {
        if (before is not null && await topics.Transport.TopicIdAsync(topic, ct) is { } now && now != before)
            throw new TopicReplacedException(topic, before, now);
    }
}
