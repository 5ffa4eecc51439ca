using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// A recorded stream of events in the order in which they arrived, as read by
/// <see cref="CtrBench.Traffic.Traces.TraceReader"/>. Texts are stored once and
/// rows refer to them by index.
/// </summary>
internal sealed class Trace
{
    private readonly TraceRow[] _rows;

    /// <summary>A trace of at least one row, already in order of arrival.</summary>
    /// <exception cref="ArgumentException">No row, or a row before its predecessor.</exception>
    public Trace(
        string name, IReadOnlyList<TraceRow> rows, IReadOnlyList<TraceAd> ads, IReadOnlyList<string> users, IReadOnlyList<string> producers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count, nameof(rows));
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0 && rows[i].ArrivalUs < rows[i - 1].ArrivalUs)
                throw new ArgumentException($"Row {i} of trace {name} arrived earlier than row {i - 1}.", nameof(rows));
            EarliestOffsetUs = Math.Min(EarliestOffsetUs, rows[i].TimeUs - rows[0].ArrivalUs);
            HasRecordedClicks |= rows[i].Kind == EventKind.Click || rows[i].Click != TraceClick.Unknown;
        }
        (Name, _rows, Ads, Users, Producers) = (name, [.. rows], ads, users, producers);
    }

    /// <summary>Its name in messages: the file's path.</summary>
    public string Name { get; }

    /// <summary>The least event time, as us from the first arrival: 0, or negative where rows came late.</summary>
    public long EarliestOffsetUs { get; }

    /// <summary>The rows in order of arrival.</summary>
    public IReadOnlyList<TraceRow> Rows => _rows;

    /// <summary>Row <paramref name="index"/>, without a copy.</summary>
    public ref readonly TraceRow Row(int index) => ref _rows[index];

    /// <summary>The distinct combinations of ad, type and page.</summary>
    public IReadOnlyList<TraceAd> Ads { get; }

    /// <summary>The distinct users.</summary>
    public IReadOnlyList<string> Users { get; }

    /// <summary>The distinct producers named in the trace.</summary>
    public IReadOnlyList<string> Producers { get; }

    /// <summary>
    /// Whether the trace tells which views were clicked, by click rows or by a click flag. If not, it only gives arrival times: its rows
    /// are the slots of the click model, like the arrivals of a generated process, and the number and times of its events are exactly those
    /// of its rows.
    /// </summary>
    public bool HasRecordedClicks { get; }

    /// <summary>Problems found when it was read; empty for a trace built in memory.</summary>
    public TraceReadReport Report { get; init; } = new(0, 0, [], 0, 0);
}

/// <summary>The fields of an ad in a trace; null = missing, filled in by the generator.</summary>
/// <param name="AdId">Its id.</param>
/// <param name="AdType">Its type.</param>
/// <param name="PageId">The page that shows it.</param>
internal readonly record struct TraceAd(string? AdId, string? AdType, string? PageId);

/// <summary>The click flag of a trace row.</summary>
internal enum TraceClick : byte
{
    /// <summary>Nothing.</summary>
    Unknown = 0,

    /// <summary>The view was not clicked.</summary>
    No,

    /// <summary>The view was clicked; the click model decides when.</summary>
    Yes,
}

/// <summary>One row of a trace; an index is -1 where the row has no value.</summary>
/// <param name="TimeUs">Event time, epoch us.</param>
/// <param name="Ad">Index into <see cref="Trace.Ads"/>.</param>
/// <param name="User">Index into <see cref="Trace.Users"/>.</param>
/// <param name="Producer">Index into <see cref="Trace.Producers"/>.</param>
/// <param name="IpAddress">IPv4 address as a big-endian number, from the documentation ranges; 0 = unknown.</param>
/// <param name="Kind">Click for an explicit click row, else view.</param>
/// <param name="Click">Whether the view was clicked.</param>
/// <param name="LatenessUs">From the event time to the arrival; negative for a row from the future.</param>
internal readonly record struct TraceRow(
    long TimeUs, int Ad = -1, int User = -1, int Producer = -1, uint IpAddress = 0,
    EventKind Kind = EventKind.View, TraceClick Click = TraceClick.Unknown, long LatenessUs = 0)
{
    /// <summary>When it arrived, epoch us.</summary>
    public long ArrivalUs => TimeUs + LatenessUs;
}

/// <summary>What reading a trace found.</summary>
/// <param name="Lines">Data lines read, the broken ones included.</param>
/// <param name="BrokenLines">Lines skipped.</param>
/// <param name="FirstBroken">The first few of them: "line 17: why".</param>
/// <param name="OutOfOrderRows">Rows with an event time before an earlier row's.</param>
/// <param name="ReplacedAddresses">Rows whose address was outside the documentation ranges and was replaced by one inside.</param>
internal sealed record TraceReadReport(
    long Lines, long BrokenLines, IReadOnlyList<string> FirstBroken, long OutOfOrderRows, long ReplacedAddresses)
{
    /// <summary>Where the times of arrival are from.</summary>
    public TraceOrder Order { get; init; }

    /// <summary>Rows that stood before one that arrived earlier; only with a column of arrival times.</summary>
    public long OutOfArrivalOrderRows { get; init; }

    /// <summary>
    /// Rows far ahead of those after them, whose event times say nothing about their arrival; only where arrivals follow the file's order.
    /// </summary>
    public long FutureRows { get; init; }

    /// <summary>The columns that were used, by their names in the file.</summary>
    public IReadOnlyList<string> Used { get; init; } = [];

    /// <summary>The columns that were not.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Of those, the ones whose values look like clicks.</summary>
    public IReadOnlyList<string> PerhapsClicks { get; init; } = [];
}

/// <summary>Where a trace's times of arrival are from.</summary>
internal enum TraceOrder : byte
{
    /// <summary>The order of the file: a row arrives at the newest event time up to it.</summary>
    File = 0,

    /// <summary>A column of arrival times.</summary>
    Column,

    /// <summary>The rows were sorted by event time, so that none is late.</summary>
    Sorted,
}
