namespace CtrBench.Traffic.Kafka;

/// <summary>Asks a cluster who it is and what time it has.</summary>
public static class KafkaProbe
{
    /// <summary>What the cluster says of itself; fails within about 10 s when nothing answers.</summary>
    /// <exception cref="Transport.TransportException">It is not reached, or does not let us in: what to do.</exception>
    public static Task<BrokerFacts> ProbeAsync(KafkaSettings settings, TimeProvider clock, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>
    /// The broker's clock against <paramref name="clock"/>: a few records into a small topic of its own, which is deleted afterwards.
    /// </summary>
    /// <exception cref="Transport.TransportException">It is not reached, or does not let us: what to do.</exception>
    public static Task<ClockOffset> ClockAsync(KafkaSettings settings, TimeProvider clock, CancellationToken ct) =>
        throw new NotImplementedException();
}
