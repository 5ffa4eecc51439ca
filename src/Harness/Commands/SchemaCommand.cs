using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>schema</c>: the mapping of a topic's fields, proposed from its records.</summary>
internal static class SchemaCommand
{
    private const int MostRecords = 100_000;

    private static readonly ValueOption<long> Records =
        ValueOption.Count<long>("--records", "Look at so many of the oldest records, at most", "200", 1, MostRecords);

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "schema",
        Summary = "Look at the records of a topic and print the file for --schema: where event time and type of your own events stand",
        Examples =
        [
            "schema --kafka localhost:9092 --events-topic clicks",
            "schema --kafka localhost:9092 --events-topic clicks --records 10000",
        ],
        Options = [KafkaOptions.Kafka, KafkaOptions.Config, KafkaOptions.EventsTopic, Records],
        Body = async (line, session, ct) => await session.Runs.SchemaAsync(
            new SchemaPlan(KafkaOptions.ReadEvents(line, session.Environment), (int)line.Of(Records)), session, ct),
    };
}
