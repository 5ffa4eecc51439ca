using System.CommandLine;
using CtrBench.Harness.Cli;

namespace CtrBench.Harness.Commands;

/// <summary><c>produce</c>: N producers into a topic.</summary>
internal static class ProduceCommand
{
    private static readonly Option<string> Share = OptionReading.New("--share", "i/n",
        "Run only part i of n of the producers: n processes with otherwise the same line send the whole workload, nothing twice");

    private static readonly Option<string> StartAt = OptionReading.New("--start-at", "time",
        "When the schedule starts, such as 2030-01-31T12:00:00Z: the same for processes that share a workload; "
            + "by default at the next window");

    private static readonly Option<bool> Append = new("--append")
    {
        Description = "Append to the topics as they are; by default they are made afresh",
    };

    private static readonly Option<bool> Closing = new("--closing")
    {
        Description = "Afterwards send closing events, which push the last windows out (with --share: part 1 does)",
    };

    private static readonly IReadOnlyList<Option> OnBroker = [Share, StartAt, Append, Closing];

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "produce",
        Summary = "Send traffic into a topic and report what was really sent, and how late",
        Examples =
        [
            "produce --rate 100k/s --producers 4 --duration 30s",
            "produce --traffic mmpp --mmpp 0.2:30s,5:5s --seed 7",
            "produce --trace clicks.csv --speed 100 --json",
            "produce --kafka localhost:9092 --producers 4 --rate 20k/s --duration 5m --closing",
        ],
        Options =
        [
            .. WorkloadOptions.All, KafkaOptions.Kafka, .. KafkaOptions.Common, KafkaOptions.Recreate, .. OnBroker,
            QueryOptions.Window, QueryOptions.Delay, OutputOptions.Out,
        ],
        Body = async (line, session, ct) =>
        {
            var plan = Plan(line, session);
            await session.Error.WriteLineAsync(PlanText.Of(plan));
            return await session.Runs.ProduceAsync(plan, session, ct);
        },
    };

    private static ProducePlan Plan(ParseResult line, VerbSession session)
    {
        var workload = WorkloadOptions.Read(line, WorkloadOptions.Traffic);
        var broker = KafkaOptions.Read(line, session.Environment);
        if (broker is null)
            foreach (var option in OnBroker) line.Refuse(option, "says nothing without a broker; give --kafka too, or leave it out");
        var append = line.Gives(Append);
        if (append)
        {
            line.Refuse(WorkloadOptions.Partitions, "cannot be combined with --append: the topic has its own; leave it out");
            line.Refuse(KafkaOptions.Recreate, "cannot be combined with --append, which makes no topics; leave one out");
        }

        var (share, count) = line.TextOf(Share) is { } text ? PartText.Parse(Share.Name, text, workload.Producers) : (1, 1);
        if (share > 1 && !append)
            line.Refuse(Share, "would make the topics of part 1 afresh; give --append too: part 1 alone makes them");
        var runId = FolderNames.RunName("produce", workload) + (count > 1 ? FormattableString.Invariant($"-part{share}of{count}") : "");
        return new ProducePlan(runId, workload, FolderNames.Choose(line, runId))
        {
            Broker = broker,
            Query = new CtrQuery
            {
                WindowMs = QueryOptions.WindowOf(line),
                WatermarkDelayMs = line.DurationOf(QueryOptions.Delay, zeroAllowed: true),
            },
            Share = share,
            ShareCount = count,
            StartAtMs = line.TextOf(StartAt) is { } time ? MomentText.Parse(StartAt.Name, time, session.Clock.GetUtcNow()) : null,
            Append = append,
            Closing = line.Gives(Closing) && share == 1,
        };
    }
}
