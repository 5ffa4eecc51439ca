using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Doctor;

/// <summary>Checks the broker.</summary>
internal static class KafkaCheck
{
    private const string Name = "Kafka";
    private const double LargestOffsetMs = 20;

    /// <summary>The result of the check of an address.</summary>
    /// <exception cref="KafkaConfigException">The file of properties cannot be used.</exception>
    public static async Task<EndpointFinding> LookAsync(string? address, string? configFile, TimeProvider clock, CancellationToken ct)
    {
        if (address is null)
        {
            return new EndpointFinding(Name, null, EndpointState.NotConfigured)
            {
                Message = "pass --kafka localhost:9092 or set CTRBENCH_KAFKA; docker compose up -d kafka starts one",
            };
        }

        var settings = BrokerSettings.Of(address, configFile);
        BrokerFacts facts;
        try
        {
            facts = await KafkaProbe.ProbeAsync(settings, clock, ct);
        }
        catch (TransportException e)
        {
            return new EndpointFinding(Name, address, EndpointState.Fails) { Message = Remedies.MessageOf(e) };
        }

        var brokers = PluralText.Of(facts.Brokers.Count, "broker");
        var found = new EndpointFinding(Name, address, EndpointState.Answers)
        {
            Version = facts.Version,
            Message = FormattableString.Invariant($"{brokers} ({string.Join(", ", facts.Brokers)}), {facts.Topics} topics"),
        };
        return await WithClockAsync(found, settings, clock, ct);
    }

    private static async Task<EndpointFinding> WithClockAsync(
        EndpointFinding found, KafkaSettings settings, TimeProvider clock, CancellationToken ct)
    {
        try
        {
            var offset = await KafkaProbe.ClockAsync(settings, clock, ct);
            var differs = Math.Abs(offset.OffsetMs) > offset.BoundMs + LargestOffsetMs;
            return found with
            {
                ClockOffsetMs = offset.OffsetMs,
                ClockBoundMs = offset.BoundMs,
                Message = differs ? $"{found.Message}; its clock differs: synchronize both with one time service" : found.Message,
            };
        }
        catch (TransportException e)
        {
            return found with { Message = $"{found.Message}; its clock could not be read: {Remedies.MessageOf(e)}" };
        }
    }
}
