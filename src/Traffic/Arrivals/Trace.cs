using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>
/// A recorded stream of events in order of time, as read by <see cref="CtrBench.Traffic.Traces.TraceReader"/>. Texts are stored once and
/// rows refer to them by index.
/// </summary>
internal sealed class Trace
{
    private readonly TraceRow[] _rows;

    /// <summary>A trace of at least one row, already in order of time.</summary>
    /// <exception cref="ArgumentException">No row, or a row before its predecessor.</exception>
    public Trace(
        string name, IReadOnlyList<TraceRow> rows, IReadOnlyList<TraceAd> ads, IReadOnlyList<string> users, IReadOnlyList<string> producers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(rows.Count, nameof(rows));
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0 && rows[i].TimeUs < rows[i - 1].TimeUs)
                throw new ArgumentException($"Row {i} of trace {name} is earlier than row {i - 1}.", nameof(rows));
            HasRecordedClicks |= rows[i].Kind == EventKind.Click || rows[i].Click != TraceClick.Unknown;
        }
        (Name, _rows, Ads, Users, Producers) = (name, [.. rows], ads, users, producers);
    }

    /// <summary>Its name in messages: the file's path.</summary>
    public string Name { get; }

    /// <summary>The rows in order of time.</summary>
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
