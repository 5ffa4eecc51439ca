namespace CtrBench.Windows.Events;

/// <summary>
/// Reads records with one <see cref="Leniency"/> (K10, S28, S29), straight from UTF-8, allocating nothing per event; what is not
/// well-formed is read again step by step as the engines' own parser does. Each record gives one row (without an event time when it holds
/// no event); only a top-level array read as in Flink 2.x gives one row per object. Not thread-safe.
/// </summary>
internal sealed class Utf8EventParser : IEventParser
{
    private readonly ParseProfile _profile;
    private readonly EventRow _row;
    private readonly FieldLevel _level;
    private readonly bool[] _nesting = new bool[TokenReader.MaxDepth + 1];
    private SparkOddReading? _oddSpark;
    private FlinkOddReading? _oddFlink;

    /// <summary>A parser for <paramref name="profile"/> that assigns key ids from <paramref name="keys"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The profile's leniency or group field is not a defined value.</exception>
    public Utf8EventParser(ParseProfile profile, KeyTable keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (!Enum.IsDefined(profile.Leniency))
            throw new ArgumentOutOfRangeException(nameof(profile), profile.Leniency, "Not a leniency: use Strict, Spark or Flink.");
        _profile = profile;
        _row = new EventRow(profile, keys);
        _level = FieldLevel.Of(profile.Schema);
    }

    /// <inheritdoc/>
    public void Parse(RecordBatch records, EventBatch rows)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(rows);
        rows.Reset(records.Partition, records.FirstOffset);
        for (var i = 0; i < records.Count; i++) ParseRecord(records.Value(i), rows);
        rows.RecordCount = records.Count;
    }

    /// <summary>Adds the rows of one record.</summary>
    internal void ParseRecord(ReadOnlySpan<byte> json, EventBatch rows)
    {
        var before = rows.Count;
        _row.Clear();
        switch (_profile.Leniency)
        {
            case Leniency.Strict when StrictReading.TryRead(json, _level, _nesting, _row):
            case Leniency.Spark when SparkReading.TryRead(json, _level, _nesting, _row) || TryReadOdd(json):
                _row.AddTo(rows);
                break;
            case Leniency.Flink when !FlinkReading.TryRead(json, _level, _nesting, _profile.ArrayRows, _row, rows):
                rows.Truncate(before);
                (_oddFlink ??= new(_level)).Read(json, _profile.ArrayRows, _row, rows);
                break;
        }
        if (rows.Count == before) rows.Add(0, 0, RowFlags.None);
    }

    private bool TryReadOdd(ReadOnlySpan<byte> json)
    {
        _row.Clear();
        return (_oddSpark ??= new(_level)).TryRead(json, _row);
    }
}

/// <summary>Turns stored records into rows. Implementations differ in speed, never in results.</summary>
internal interface IEventParser
{
    /// <summary>
    /// Resets <paramref name="rows"/> to the records' partition and first offset and fills it. Bad input is a row without an event time
    /// (or no row, where the engine skips it), never an exception.
    /// </summary>
    void Parse(RecordBatch records, EventBatch rows);
}
