namespace CtrBench.Windows.Events;

/// <summary>The current token of a <see cref="TokenReader"/>.</summary>
internal enum TokenKind : byte
{
    /// <summary>Before the first token, or after the last.</summary>
    None = 0,

    /// <summary>The text is not JSON from here on; no token follows.</summary>
    Broken,

    /// <summary><c>{</c></summary>
    StartObject,

    /// <summary><c>}</c></summary>
    EndObject,

    /// <summary><c>[</c></summary>
    StartArray,

    /// <summary><c>]</c></summary>
    EndArray,

    /// <summary>The name of a field.</summary>
    Name,

    /// <summary>A string value.</summary>
    Text,

    /// <summary>A number with neither fraction nor exponent, of any size.</summary>
    Integer,

    /// <summary>A number with a fraction or an exponent.</summary>
    Fraction,

    /// <summary>NaN or an infinity.</summary>
    NonNumber,

    /// <summary><c>true</c></summary>
    True,

    /// <summary><c>false</c></summary>
    False,

    /// <summary><c>null</c></summary>
    Null,
}
