namespace CtrBench.Windows.Events;

/// <summary>What a <see cref="TokenReader"/> takes beside RFC 8259.</summary>
[Flags]
internal enum JsonSyntax : byte
{
    /// <summary>RFC 8259; bytes outside ASCII inside texts pass unlooked at.</summary>
    Rfc8259 = 0,

    /// <summary>Names and texts in single quotes, and the escape <c>\'</c>.</summary>
    SingleQuotes = 1,

    /// <summary>The values NaN, Infinity, +Infinity, -Infinity, +INF and -INF.</summary>
    NonNumbers = 2,

    /// <summary>
    /// Texts as Flink's reader of bytes takes them: with control characters, but bytes outside ASCII must have the form of UTF-8.
    /// </summary>
    FlinkTexts = 4,
}
