using System.Globalization;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Rules on the times in the records. They come first: where these are wrong every other finding is only a consequence.
/// </summary>
internal static class EventTimeRules
{
    private static readonly IReadOnlyList<Func<RunFacts, EventTimeReport, Finding?>> Rules =
        [NoEventTime, Seconds, FarAhead, FarBehind, StampUnit, ProducerClock];

    /// <summary>The findings; none where no collector looked.</summary>
    public static IEnumerable<Finding> Judge(RunFacts run) => run.Manifest.Collector?.EventTimes is { Records: > 0 } times
        ? Rules.Select(rule => rule(run, times)).OfType<Finding>()
        : [];

    /// <summary>Whether a producer's clock is ahead of the log's, by the stamps of so many records that T0 is wrong.</summary>
    public static bool IsProducerAhead(RunFacts run) =>
        run.Manifest.Collector?.EventTimes is { } times && SpoilsT0(times.StampsAhead, times.Records);

    // Error no-event-time, or a note where a few records have none.
    private static Finding? NoEventTime(RunFacts run, EventTimeReport times)
    {
        var malformed = run.Manifest.Collector?.EventsMalformed ?? 0;
        if (malformed == 0 || times.MalformedExample is not { } example) return null;
        var count = $"{malformed} of {PluralText.Of(times.Records, "record")} {Verb(malformed, "has", "have")} no usable event time: "
            + $"{example}.";
        return IsMost(malformed, times.Records)
            ? new Finding(Severity.Error, "no-event-time", count + " Nothing else can be judged before that is corrected.")
            : new Finding(Severity.Note, "malformed-records", count + " They are counted as malformed.");
    }

    private static string Verb(long count, string one, string several) => count == 1 ? one : several;

    // A few among others are late, or open windows of their own, and are to be read about; most of them are another unit.
    private static Finding? Seconds(RunFacts run, EventTimeReport times) => times.Seconds == 0 ? null
        : new Finding(IsMost(times.Seconds, times.Records) ? Severity.Error : Severity.Warning, "seconds-not-ms",
            $"{times.Seconds} of {times.Records} event times look like epoch seconds: {times.SecondsExample} is "
            + $"{Day(times.SecondsExample)} as ms and {Day(times.SecondsExample * 1_000)} as seconds. Send event_time_ms in milliseconds"
            + $", or say --event-time {run.Query.Schema?.EventTime.Path ?? "event_time_ms"}:s.");

    private static Finding? FarAhead(RunFacts run, EventTimeReport times) => times.FarAhead == 0 ? null
        : new Finding(Severity.Error, "event-time-ahead",
            $"{times.FarAhead} of {PluralText.Of(times.Records, "event")} {Verb(times.FarAhead, "is", "are")} dated more than a day "
            + "after they were stored, the first "
            + $"{Day(times.FarAheadExample)} (event_time_ms {times.FarAheadExample}). Each moves the watermark there, and all that follow "
            + "are late. Correct the clock or the unit, or filter such events before the query.");

    // Events of a recorded topic are all old; one among new ones is a fault.
    private static Finding? FarBehind(RunFacts run, EventTimeReport times) =>
        times.FarBehind == 0 || IsMost(times.FarBehind, times.Records) ? null
        : new Finding(Severity.Warning, "event-time-behind",
            $"{times.FarBehind} of {PluralText.Of(times.Records, "event")} {Verb(times.FarBehind, "is", "are")} dated more than a day "
            + "before the log stored them, the first "
            + $"{Day(times.FarBehindExample)} (event_time_ms {times.FarBehindExample}). They are late, or open windows of their own. Is "
            + "the field sometimes 0 or empty?");

    private static Finding? StampUnit(RunFacts run, EventTimeReport times)
    {
        if (times.StampExample is not { } stamp) return null;
        var unit = EventTimeForm.FormOf(stamp.ToString(CultureInfo.InvariantCulture))?.Split(':')[0] ?? "not a time";
        return new Finding(SpoilsT0(times.StampsNotNs, times.Records) ? Severity.Error : Severity.Warning, "stamp-not-ns",
            $"{times.StampsNotNs} of {times.Records} producer timestamps are not in nanoseconds: {stamp} looks like {unit}. T1 - T0 is "
            + "meaningless with them. Send producer_timestamp_ns in nanoseconds, or use T1 - e.");
    }

    private static Finding? ProducerClock(RunFacts run, EventTimeReport times) => times.StampsAhead == 0 ? null
        : new Finding(IsProducerAhead(run) ? Severity.Error : Severity.Warning, "producer-clock",
            FormattableString.Invariant($"{times.StampsAhead} of {times.Records} producer timestamps are later than the log can have ")
            + FormattableString.Invariant($"stored them, by at least {times.StampsAheadMeanMs / 1_000:0.###} s on average: ")
            + "the producer's clock is ahead of the broker's. T1 - T0 is wrong by as much. Synchronise the clocks (NTP), or use T1 - e.");

    // T0 is the largest stamp of a window: one wrong stamp in a hundred is enough for most windows.
    private static bool SpoilsT0(long count, long of) => count > 0 && 100 * count >= of;

    private static bool IsMost(long count, long of) => count > 0 && 2 * count >= of;

    private static string Day(long? epochMs) => epochMs is { } ms
        ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Clamp(ms, 0, 253_402_300_799_999)).UtcDateTime
            .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : "unknown";
}
