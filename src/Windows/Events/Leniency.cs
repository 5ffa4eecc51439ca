namespace CtrBench.Windows.Events;

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
