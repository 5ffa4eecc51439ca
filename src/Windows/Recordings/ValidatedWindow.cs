using CtrBench.Windows.Semantics;

namespace CtrBench.Windows.Recordings;

/// <summary>The rows of one window and key, by certainty.</summary>
internal sealed class ValidatedWindow
{
    private CtrCounts _counted;
    private CtrCounts _all;

    /// <summary>When the window's first result was stored, epoch ms; null: it has none.</summary>
    public long? FiredMs { get; set; }

    /// <summary>Rows that came after the window had fired: certainly late.</summary>
    public long LateRows { get; private set; }

    /// <summary>Rows that may be late, depending on the ticks.</summary>
    public long DoubtfulRows { get; private set; }

    /// <summary>Those of <see cref="LateRows"/> of which this is the last window.</summary>
    public long LastLate { get; private set; }

    /// <summary>Those of <see cref="DoubtfulRows"/> of which this is the last window.</summary>
    public long LastDoubtful { get; private set; }

    /// <summary>Adds a row that the watermark cannot have passed.</summary>
    public void AddCounted(in StoredRow row)
    {
        _counted.Add(row.Flags, row.StampNs);
        _all.Add(row.Flags, row.StampNs);
    }

    /// <summary>Adds a row that may be late; <paramref name="isLast"/>: it is in no later window.</summary>
    public void AddPossiblyLate(in StoredRow row, bool isLast)
    {
        if (row.AppendMs > FiredMs)
        {
            LateRows++;
            if (isLast) LastLate++;
            return;
        }

        DoubtfulRows++;
        if (isLast) LastDoubtful++;
        _all.Add(row.Flags, row.StampNs);
    }

    /// <summary>The verdict on the engine's result for it; null: it gave none.</summary>
    public WindowVerdict Judge(ReceivedResult? result)
    {
        if (DoubtfulRows > 0) return IsPossible(result) ? WindowVerdict.Undetermined : WindowVerdict.Different;
        if (_counted.Rows == 0) return result is null ? WindowVerdict.Equal : WindowVerdict.Different;
        return result is not null && result.Views == _counted.Views && result.Clicks == _counted.Clicks && result.Ctr == _counted.Ctr
            && result.MaxProducerTimestampNs == _counted.MaxTimestampNs ? WindowVerdict.Equal : WindowVerdict.Different;
    }

    /// <summary>The expected result, for a message.</summary>
    public string Expected(long startMs, long endMs, string? key)
    {
        if (DoubtfulRows == 0) return _counted.Rows == 0 ? "nothing" : Text(_counted);
        return $"between {(_counted.Rows == 0 ? "nothing" : Text(_counted))} and {Text(_all)}";

        string Text(in CtrCounts c) =>
            new TranscriptResult(startMs, endMs, c.Views, c.Clicks, c.Ctr, c.MaxTimestampNs, key).ToString();
    }

    private bool IsPossible(ReceivedResult? result)
    {
        if (result is null) return _counted.Rows == 0;
        var ctr = result.Views == 0 ? null : (double?)result.Clicks / result.Views;
        return result.Views >= _counted.Views && result.Views <= _all.Views && result.Clicks >= _counted.Clicks
            && result.Clicks <= _all.Clicks && result.Ctr == ctr
            && (result.MaxProducerTimestampNs ?? long.MinValue) >= (_counted.MaxTimestampNs ?? long.MinValue)
            && (result.MaxProducerTimestampNs ?? long.MinValue) <= (_all.MaxTimestampNs ?? long.MinValue);
    }
}
