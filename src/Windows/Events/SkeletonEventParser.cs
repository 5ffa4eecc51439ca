using System.Runtime.Intrinsics;

namespace CtrBench.Windows.Events;

/// <summary>
/// Gives the same rows as <see cref="Utf8EventParser"/>, several times as fast when records have few layouts, as those of one program do:
/// it learns the layout of a record that the full parser read, and uses it for the next ones. Records without a known layout go to the full
/// parser. Not thread-safe.
/// </summary>
internal sealed class SkeletonEventParser : IEventParser
{
    private const int MaxLayouts = 4, MaxBackOff = 4_096, HitsThatEndBackOff = 64;
    private readonly Utf8EventParser _full;
    private readonly EventRow _row;
    private readonly EventField _keyField;
    private readonly FieldLevel _level;
    private readonly List<Skeleton> _layouts = new(MaxLayouts);
    private int _last;
    private int _oldest;
    private int _backOff = 1;
    private int _missesToPass;
    private int _hits;

    /// <summary>A parser for <paramref name="profile"/> that assigns key ids from <paramref name="keys"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The profile's leniency or group field is not a defined value.</exception>
    public SkeletonEventParser(ParseProfile profile, KeyTable keys)
    {
        _full = new Utf8EventParser(profile, keys);
        _row = new EventRow(profile, keys);
        _keyField = EventFieldNames.Of(profile.GroupBy);
        _level = FieldLevel.Of(profile.Schema);
    }

    /// <summary>Records that the full parser had to read.</summary>
    internal long FullyParsed { get; private set; }

    /// <inheritdoc/>
    public void Parse(RecordBatch records, EventBatch rows)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(rows);
        rows.Reset(records.Partition, records.FirstOffset);
        for (var i = 0; i < records.Count; i++)
        {
            var bytes = records.ValueAndTail(i, out var length);
            if (!Vector256.IsHardwareAccelerated || bytes.Length - length < Skeleton.Tail) ParseFully(bytes[..length], rows);
            else if (!TryRead(bytes, length, rows)) ParseAndLearn(bytes[..length], rows);
        }
        rows.RecordCount = records.Count;
    }

    private bool TryRead(ReadOnlySpan<byte> bytes, int length, EventBatch rows)
    {
        if (_last >= _layouts.Count) return false;
        if (!_layouts[_last].TryRead(bytes, length, _row, rows) && !TryOthers(bytes, length, rows)) return false;
        if (++_hits == HitsThatEndBackOff) _backOff = 1;
        return true;
    }

    private bool TryOthers(ReadOnlySpan<byte> bytes, int length, EventBatch rows)
    {
        for (var i = 0; i < _layouts.Count; i++)
        {
            if (i == _last || !_layouts[i].TryRead(bytes, length, _row, rows)) continue;
            _last = i;
            return true;
        }
        return false;
    }

    private void ParseFully(ReadOnlySpan<byte> json, EventBatch rows)
    {
        FullyParsed++;
        _full.ParseRecord(json, rows);
    }

    /// <summary>
    /// Learns at the first miss, and then ever more rarely until a layout proves useful, so that a topic of irregular records costs little
    /// more than the full parser.
    /// </summary>
    private void ParseAndLearn(ReadOnlySpan<byte> json, EventBatch rows)
    {
        var before = rows.Count;
        ParseFully(json, rows);
        if (--_missesToPass > 0) return;
        (_missesToPass, _backOff, _hits) = (_backOff, Math.Min(_backOff * 2, MaxBackOff), 0);
        if (rows.Count != before + 1 || (rows.Flags[before] & RowFlags.HasEventTime) == 0) return;
        if (SkeletonLearner.Learn(json, _level, _keyField, _row) is not { } steps) return;
        if (_layouts.Count < MaxLayouts)
        {
            _last = _layouts.Count;
            _layouts.Add(new Skeleton(steps));
            return;
        }
        _last = _oldest;
        _layouts[_last] = new Skeleton(steps);
        _oldest = (_oldest + 1) % MaxLayouts;
    }
}
