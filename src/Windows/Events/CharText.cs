namespace CtrBench.Windows.Events;

/// <summary>A reusable buffer of UTF-16 text that grows as needed; a steady state allocates nothing.</summary>
internal sealed class CharText
{
    private char[] _chars = new char[256];

    /// <summary>Characters in use.</summary>
    public int Length { get; private set; }

    /// <summary>The text.</summary>
    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>Clears the text.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends one character.</summary>
    public void Append(char c)
    {
        if (Length == _chars.Length) Array.Resize(ref _chars, _chars.Length * 2);
        _chars[Length++] = c;
    }

    /// <summary>
    /// Appends a character outside the basic plane, given as its distance from U+10000, as Jackson does it: without a check.
    /// </summary>
    public void AppendPair(int supplementary)
    {
        Append((char)(0xD800 | supplementary >> 10));
        Append((char)(0xDC00 | supplementary & 0x3FF));
    }

    /// <summary>Appends a plain text.</summary>
    public void Append(string text)
    {
        foreach (var c in text) Append(c);
    }
}
