using System.CommandLine;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>advise</c>: which watermark delay and which trigger, from one's own data.</summary>
internal static class AdviseCommand
{
    private static readonly ValueOption<double> Complete = new(
        "--complete", "share", "Share of the rows that must not be lost to lateness",
        (option, text) => ShareText.Parse(option, text) is > 0 and < 1 and var share
            ? share
            : throw new UsageException(option, text, "must be more than 0% and less than 100%, which no data can promise"),
        "99.9%");

    private static readonly ValueOption<IReadOnlyList<long>> Triggers = new(
        "--triggers", "duration,...", "Triggers of Spark to compare; 0s: batch after batch",
        ValueOption.ListOf((option, text) => DurationText.Parse(option, text, zeroAllowed: true), "names a trigger twice"),
        "0s,1s,2s,5s,10s")
    {
        IsList = true,
    };

    private static readonly ValueOption<long> For =
        ValueOption.Duration("--for", "Sample the topic's new records for so long");

    private static readonly ValueOption<long> Records =
        ValueOption.Count<long>("--records", "Sample so many records, at most", null, 1, int.MaxValue);

    private static readonly Option<bool> FromOldest = ValueOption.Switch(
        "--from-oldest", "Sample what the topic holds, from its oldest record to its end, instead of new records");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "advise",
        Summary = "Which watermark delay and trigger to set on Spark and on Flink, from a trace or a topic of your own events",
        Examples =
        [
            "advise --trace clicks.csv --complete 99.9%",
            "advise --trace clicks.csv --trace-columns time=ts,arrival=received --window 1m --triggers 1s,10s",
            "advise --kafka localhost:9092 --events-topic clicks --for 10m",
            "advise --trace clicks.csv --partitions 12 --idle-timeout 30s --json",
        ],
        Options =
        [
            WorkloadOptions.Trace, WorkloadOptions.TraceColumns, KafkaOptions.Kafka, KafkaOptions.Config, KafkaOptions.EventsTopic,
            For, Records, FromOldest, .. SchemaOptions.All, Complete, QueryOptions.Window, Triggers, WorkloadOptions.Partitions,
            .. ContinuousOptions.All, EngineOptions.Profiles, WorkloadOptions.Seed, FolderNames.Out,
        ],
        Body = async (line, session, ct) =>
        {
            var plan = Plan(line, session.Environment);
            await session.Error.WriteLineAsync($"{plan.Trace?.File ?? $"topic {plan.Sample!.Broker.EventsTopic}"} -> {plan.Folder}");
            return await session.Runs.AdviseAsync(plan, session, ct);
        },
    };

    private static AdvisePlan Plan(ParseResult line, Func<string, string?> environment)
    {
        var (trace, sample) = Source(line, environment);
        // A topic has its own partitions, which are not known yet.
        var continuous = ContinuousOptions.Read(line, trace?.Partitions ?? int.MaxValue);
        if (continuous.EmitStrategy == EmitStrategy.OnEvent)
        {
            throw new UsageException(
                "--emit", "on-event", "advise knows ticks only: one pass over the data has no watermark of each row; use simulate for it");
        }

        var profiles = line.GetValue(EngineOptions.Profiles)?.Value ?? [];
        if (profiles.Count > 2)
        {
            line.Refuse(
                EngineOptions.Profiles, $"give one profile, or one for each of {string.Join(", ", EngineId.Twins.Select(e => e.Name))}");
        }

        var name = trace is null ? sample!.Broker.EventsTopic
            : trace.File == TraceNames.StandardInput ? "stdin" : Path.GetFileNameWithoutExtension(trace.File);
        return new AdvisePlan(
            new CtrQuery
            {
                WindowMs = line.Of(QueryOptions.Window),
                Continuous = continuous,
                Schema = sample is null ? null : SchemaOptions.Read(line),
            },
            line.Of(Triggers),
            profiles.Count == 0 ? new Dictionary<EngineId, string>()
                : EngineId.Twins.Index().ToDictionary(twin => twin.Item, twin => profiles[profiles.Count == 1 ? 0 : twin.Index]),
            line.Of(Complete), line.Of(WorkloadOptions.Seed), FolderNames.Choose(line, $"advice-{name}"))
        {
            Trace = trace,
            Sample = sample,
        };
    }

    private static (TracePlan? Trace, SamplePlan? Sample) Source(ParseResult line, Func<string, string?> environment)
    {
        if (line.Gives(WorkloadOptions.Trace))
        {
            Option[] ofTopics = [KafkaOptions.Kafka, KafkaOptions.Config, KafkaOptions.EventsTopic, For, Records, FromOldest];
            foreach (var option in ofTopics.Concat(SchemaOptions.All))
                line.Refuse(option, "is for the sample of a topic; leave it out, or --trace");
            var columns = line.GetValue(WorkloadOptions.TraceColumns)?.Value;
            return (new TracePlan(WorkloadOptions.TraceFile(line), columns, line.Of(WorkloadOptions.Partitions)), null);
        }

        if (!line.Gives(KafkaOptions.Kafka))
        {
            throw new UsageException(
                WorkloadOptions.Trace.Name, null,
                "name the file with your events: --trace clicks.csv; or a broker: --kafka localhost:9092");
        }

        line.Refuse(WorkloadOptions.TraceColumns, "is for traces: add --trace FILE");
        line.Refuse(WorkloadOptions.Partitions, "is for traces: a topic has its own");
        if (!line.Gives(For) && !line.Gives(Records) && !line.Gives(FromOldest))
            throw new UsageException(For.Name, null, "say how much to sample: --for 10m, --records 100k, or --from-oldest");
        if (line.GetValue(FromOldest)) line.Refuse(For, "cannot be combined with --from-oldest, which ends at the topic's end");
        return (null, new SamplePlan(
            KafkaOptions.ReadEvents(line, environment), line.GetValue(For)?.Value, line.GetValue(Records)?.Value,
            line.GetValue(FromOldest)));
    }
}
