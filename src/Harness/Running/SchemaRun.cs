using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Measurement;
using CtrBench.Harness.Plans;
using CtrBench.Harness.RunModel;
using CtrBench.Traffic.Kafka;
using CtrBench.Traffic.Transport;

namespace CtrBench.Harness.Running;

/// <summary>Reads the oldest records of a topic without a trace, and proposes the mapping of their fields.</summary>
internal sealed class SchemaRun(SchemaPlan plan, TimeProvider clock)
{
    private const int MaxRecords = 1_024;

    /// <summary>Reads and proposes; a topic without an event time that can be read is a negative result.</summary>
    /// <exception cref="TransportException">The broker is not reached, or the topic has no records.</exception>
    /// <exception cref="UnknownTopicException">The topic does not exist.</exception>
    public async Task<VerbReport> ReportAsync(VerbSession session, CancellationToken ct)
    {
        var proposal = await ReadAsync(session, ct);
        if (proposal.Records == 0)
        {
            throw new TransportException(
                $"topic '{plan.Broker.EventsTopic}' holds no records: there is nothing to look at", "Send some first");
        }

        foreach (var note in proposal.Notes()) await session.Error.WriteLineAsync(note);
        if (proposal.Propose() is not { } schema)
            return new VerbReport(ExitCode.RunSaysNo, new JsonObject { ["good"] = false }, _ => { });
        return new VerbReport(
            ExitCode.Good, JsonSerializer.SerializeToNode(schema, RunJson.Line)!.AsObject(),
            console => console.Profile.Out.Writer.WriteLine(SchemaFiles.Text(schema)));
    }

    private async Task<SchemaProposal> ReadAsync(VerbSession session, CancellationToken ct)
    {
        var topic = plan.Broker.EventsTopic;
        await using var transport = new KafkaTransport(BrokerSettings.Of(plan.Broker, null), clock) { OnNote = session.Error.WriteLine };
        var partitions = await transport.PartitionsAsync(topic, ct);
        await using var reader = await transport.OpenReaderAsync(topic, ct: ct);
        var ends = await reader.EndOffsetsAsync(ct);
        var proposal = new SchemaProposal();
        // A share of each partition: one may hold records of one kind alone.
        var share = Math.Max(1, plan.Records / partitions);
        for (var p = 0; p < partitions; p++)
        {
            var most = Math.Min(plan.Records, proposal.Records + share);
            while (reader.Position(p) < ends[p] && proposal.Records < most)
            {
                if (reader.TryRead(p, MaxRecords, out var records))
                {
                    using (records)
                    {
                        for (var i = 0; i < records.Count && proposal.Records < most; i++) proposal.Add(records.Value(i));
                    }
                }
                else if (!await reader.WaitToReadAsync(p, ct)) break;
            }
        }

        return proposal;
    }
}
