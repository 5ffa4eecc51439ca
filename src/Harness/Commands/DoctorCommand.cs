using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>doctor</c>: which endpoints answer, their versions, and what to do about those that do not.</summary>
internal static class DoctorCommand
{
    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "doctor",
        Summary = "Report which endpoints answer at the configured addresses, their versions, the broker's clock, and what to do",
        Examples =
        [
            "doctor --kafka localhost:9092",
            "doctor --kafka localhost:9092 --flink-gateway http://localhost:8083 --flink-rest http://localhost:8081 "
                + "--spark sc://localhost:15002",
        ],
        Options = [KafkaOptions.NeededKafka, KafkaOptions.Config, .. FlinkOptions.All, .. SparkOptions.All],
        Body = (line, session, ct) =>
        {
            var kafka = KafkaOptions.NeededKafka.Find(line, session.Environment);
            if (kafka is null) line.Refuse(KafkaOptions.Config, "has no effect without a broker; add --kafka, or leave it out");
            var plan = new DoctorPlan(
                kafka, KafkaOptions.ConfigFile(line),
                FlinkOptions.Gateway.Find(line, session.Environment),
                FlinkOptions.Rest.Find(line, session.Environment), SparkOptions.Read(line, session.Environment));
            return session.Runs.DoctorAsync(plan, session, ct);
        },
    };
}
