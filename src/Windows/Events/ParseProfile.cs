namespace CtrBench.Windows.Events;

/// <summary>How records become rows: leniency, bounds of event time, and group key.</summary>
/// <param name="Leniency">Which engine's handling of odd JSON.</param>
/// <param name="ArrayRows">Flink 2.x reads a top-level array as one row per element; 1.20 skips it.</param>
/// <param name="BoundEventTime">
/// Event times outside 0 .. <see cref="MaxEventTimeMs"/> count as malformed, as in the benchmark query. Recordings are unbounded, except
/// that Flink's TO_TIMESTAMP_LTZ is null outside the years 0 .. 9999. </param>
/// <param name="GroupBy">The field whose value becomes the row's key id.</param>
/// <param name="Schema">Where the fields stand; null: the nine fields.</param>
internal readonly record struct ParseProfile(
    Leniency Leniency, bool ArrayRows = true, bool BoundEventTime = true, GroupField GroupBy = GroupField.None,
    EventSchema? Schema = null)
{
    /// <summary>The last event time that both engines can hold, 9999-12-31T23:59:59.999Z, in epoch ms.</summary>
    public const long MaxEventTimeMs = 253_402_300_799_999;
}

/// <summary>Which engine's handling of odd JSON a parser follows (K10).</summary>
internal enum Leniency : byte
{
    /// <summary>Strict: RFC 8259, one object per record and nothing after it, integers as plain JSON integers.</summary>
    Strict = 0,

    /// <summary>Spark's <c>from_json</c> in PERMISSIVE mode (S29; every record gives one row, which may be empty).</summary>
    Spark,

    /// <summary>Flink's JSON format with <c>ignore-parse-errors</c>.</summary>
    Flink,
}
