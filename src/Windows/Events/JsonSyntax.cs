namespace CtrBench.Windows.Events;

/// <summary>What a <see cref="TokenReader"/> accepts in addition to RFC 8259.</summary>
[Flags]
internal enum JsonSyntax : byte
{
    /// <summary>RFC 8259; non-ASCII bytes inside strings are not checked.</summary>
    Rfc8259 = 0,

    /// <summary>Names and strings in single quotes, and the escape <c>\'</c>.</summary>
    SingleQuotes = 1,

    /// <summary>The values NaN, Infinity, +Infinity, -Infinity, +INF and -INF.</summary>
    NonNumbers = 2,

    /// <summary>Control characters in strings and names, as Flink accepts them.</summary>
    FlinkTexts = 4,
}
