using CtrBench.Harness.RunModel;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Measurement;

/// <summary>
/// Looks at the times of the records as they pass: units, event times that no traffic has, clocks of producers. A few comparisons a record;
/// nothing is allocated but for the first example.
/// </summary>
internal sealed class EventTimeAudit(EventSchema? schema = null)
{
    private const long DayMs = 86_400_000;
    private const long AheadMs = 1_000;

    // 10^8 .. 10^10: as seconds 1973 to 2286, as milliseconds the first months of 1970.
    private const long FirstSecond = 100_000_000;
    private const long LastSecond = 10_000_000_000;

    // Nanoseconds before 1973 are later times in a coarser unit.
    private const long FirstNs = 100_000_000_000_000_000;

    private EventTimeReport _report = new();
    private long _records, _seconds, _ahead, _behind, _stampsNotNs, _stampsAhead;
    private double _leadMs;

    /// <summary>The report so far.</summary>
    public EventTimeReport Report => _report with
    {
        Records = _records,
        Seconds = _seconds,
        FarAhead = _ahead,
        FarBehind = _behind,
        StampsNotNs = _stampsNotNs,
        StampsAhead = _stampsAhead,
        StampsAheadMeanMs = _stampsAhead == 0 ? null : _leadMs / _stampsAhead,
    };

    /// <summary>Looks at one row with an event time.</summary>
    /// <param name="eventTimeMs">Event time, epoch ms.</param>
    /// <param name="stampNs">Producer timestamp, epoch ns; null without one.</param>
    /// <param name="appendMs">When the log stored it, or at the latest can have, epoch ms.</param>
    public void Add(long eventTimeMs, long? stampNs, double appendMs)
    {
        _records++;
        if (eventTimeMs is >= FirstSecond and <= LastSecond && _seconds++ == 0) _report = _report with { SecondsExample = eventTimeMs };
        if (eventTimeMs > appendMs + DayMs && _ahead++ == 0) _report = _report with { FarAheadExample = eventTimeMs };
        if (eventTimeMs < appendMs - DayMs && _behind++ == 0) _report = _report with { FarBehindExample = eventTimeMs };
        if (stampNs is not { } ns) return;
        if (ns < FirstNs)
        {
            if (_stampsNotNs++ == 0) _report = _report with { StampExample = ns };
            return;
        }

        var leadMs = EpochMs.Of(ns) - appendMs;
        if (leadMs <= AheadMs) return;
        _stampsAhead++;
        _leadMs += leadMs;
    }

    /// <summary>Looks at one record without a usable event time.</summary>
    public void AddMalformed(ReadOnlySpan<byte> record)
    {
        _records++;
        if (_report.MalformedExample is null) _report = _report with { MalformedExample = EventTimeForm.Describe(record, schema) };
    }
}
