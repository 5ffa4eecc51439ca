using System.CommandLine;
using System.Globalization;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>produce</c>: N producers into a topic.</summary>
internal static class ProduceCommand
{
    private static readonly ValueOption<(int Part, int Count)> Share = new("--share", "i/n",
        "Run only part i of n of the producers: n processes with otherwise the same line send the whole workload, nothing twice",
        PartText.Parse);

    private static readonly ValueOption<DateTimeOffset> StartAt = new("--start-at", "time",
        "When the schedule starts, such as 2030-01-31T12:00:00Z: the same for processes that share a workload; "
            + "by default at the next window", MomentText.Parse);

    private static readonly Option<bool> Append =
        ValueOption.Switch("--append", "Append to the existing topics; by default they are recreated");

    private static readonly Option<bool> Closing = ValueOption.Switch("--closing",
        "Afterwards send closing events, which push the last windows out (with --share: part 1 does)");

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
            QueryOptions.Window, QueryOptions.Slide, QueryOptions.Delay, .. SchemaOptions.All, FolderNames.Out,
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
            foreach (var option in OnBroker) line.Refuse(option, "has no effect without a broker; add --kafka, or leave it out");
        var append = line.GetValue(Append);
        if (append)
        {
            line.Refuse(WorkloadOptions.Partitions, "cannot be combined with --append: the topic has its own; leave it out");
            line.Refuse(KafkaOptions.Recreate, "cannot be combined with --append, which makes no topics; leave one out");
        }

        var (share, count) = line.GetValue(Share)?.Value ?? (1, 1);
        if (count > workload.Producers)
            line.Refuse(Share, $"more parts than producers ({workload.Producers}): some would send nothing; raise --producers");
        if (share > 1 && !append)
            line.Refuse(Share, "would recreate the topics of part 1; add --append: only part 1 creates them");
        var runId = FolderNames.RunName("produce", workload) + (count > 1 ? FormattableString.Invariant($"-part{share}of{count}") : "");
        return new ProducePlan(runId, workload, FolderNames.Choose(line, runId))
        {
            Broker = broker,
            Query = QueryOptions.ReadTraffic(line),
            Share = share,
            ShareCount = count,
            StartAtMs = line.GetValue(StartAt) is { } start
                ? MomentText.Soon(StartAt.Name, start, session.Clock.GetUtcNow()).ToUnixTimeMilliseconds()
                : null,
            Append = append,
            Closing = line.GetValue(Closing) && share == 1,
        };
    }
}

/// <summary>One part of several: <c>2/3</c>.</summary>
internal static class PartText
{
    /// <summary>Reads a part, from 1, and the number of parts.</summary>
    /// <exception cref="UsageException">The text is not the name of a part.</exception>
    public static (int Part, int Count) Parse(string option, string text)
    {
        if (text.Split('/') is not [var first, var second] || !Number(first, out var part) || !Number(second, out var count))
            throw new UsageException(option, text, "not a part: write 1/2 and 2/2 for two processes");
        if (part < 1 || part > count) throw new UsageException(option, text, $"part {part} of {count}: parts count from 1");
        return (part, count);
    }

    private static bool Number(string text, out int value) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out value);
}

/// <summary>A moment to come, with its time zone: <c>2030-01-31T12:00:00Z</c>.</summary>
internal static class MomentText
{
    private const string Example = "2030-01-31T12:00:00Z";
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFK", "yyyy-MM-dd'T'HH:mmK"];
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(1);

    /// <summary>Reads a moment.</summary>
    /// <exception cref="UsageException">The text is none, or says no time zone.</exception>
    public static DateTimeOffset Parse(string option, string text)
    {
        var trimmed = text.Trim();
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal;
        if (!DateTimeOffset.TryParseExact(trimmed, Forms, CultureInfo.InvariantCulture, Styles, out var moment))
            throw new UsageException(option, text, $"not a time: write {Example}");
        return trimmed.EndsWith('Z') || HasOffset(trimmed)
            ? moment
            : throw new UsageException(option, text, $"a time zone is missing: {Example}");
    }

    /// <summary>A moment that lies after <paramref name="now"/>, at most a day away.</summary>
    /// <exception cref="UsageException">It does not.</exception>
    public static DateTimeOffset Soon(string option, OptionValue<DateTimeOffset> moment, DateTimeOffset now)
    {
        var nowText = now.UtcDateTime.ToString("s", CultureInfo.InvariantCulture);
        if (moment.Value <= now) throw new UsageException(option, moment.Text, $"is past: it is {nowText}Z");
        return moment.Value - now <= Farthest ? moment.Value : throw new UsageException(option, moment.Text, "is more than a day away");
    }

    private static bool HasOffset(string text) => text.IndexOfAny(['+', '-'], text.IndexOf('T', StringComparison.Ordinal)) > 0;
}
