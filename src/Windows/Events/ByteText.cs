namespace CtrBench.Windows.Events;

/// <summary>A reusable buffer of text bytes that grows as needed; a steady state allocates nothing.</summary>
internal sealed class ByteText
{
    private byte[] _bytes = new byte[256];

    /// <summary>Bytes in use.</summary>
    public int Length { get; private set; }

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Clears the text.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends one byte.</summary>
    public void Append(byte b)
    {
        Room(1)[0] = b;
        Length++;
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends the unescaped text of a JSON string.</summary>
    public void AppendText(ReadOnlySpan<byte> raw, bool escaped)
    {
        if (escaped) Length += JsonEscapes.Unescape(raw, Room(raw.Length));
        else Append(raw);
    }

    private Span<byte> Room(int size)
    {
        if (_bytes.Length - Length < size) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        return _bytes.AsSpan(Length);
    }
}
