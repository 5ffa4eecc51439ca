namespace CtrBench.Windows.Events;

/// <summary>
/// Jackson's parser of bytes, which reads Flink's records in UTF-8. It checks the form of UTF-8 only, and only where it decodes.
/// </summary>
internal sealed class JacksonByteParser(FieldNames names) : JacksonParser(names)
{
    private readonly ByteText _input = new();
    private readonly ByteText _name = new();

    /// <summary>Starts on a record.</summary>
    public void Start(ReadOnlySpan<byte> record, JsonSyntax syntax)
    {
        _input.Clear();
        _input.Append(record);
        Start(syntax, 0, _input.Length);
    }

    /// <inheritdoc/>
    protected override int Unit(int at) => _input.Bytes[at];

    /// <inheritdoc/>
    protected override bool ReadText(char quote, CharText target)
    {
        while (At < Length)
        {
            var c = Unit(At++);
            if (c == quote) return true;
            if (c == '\\') c = ReadEscape();
            else if (c < ' ' && !AllowsControls) return false;
            else if (c >= 0x80) c = Decode(c);
            if (c < 0) return false;
            if (c < 0x10000) target.Append((char)c);
            else target.AppendPair(c - SupplementaryMark);
        }
        return false;
    }

    /// <summary>The name's bytes are collected first and decoded after the closing quote.</summary>
    protected override bool ReadQuotedName(char quote)
    {
        _name.Clear();
        while (true)
        {
            if (At == Length) return false;
            var c = Unit(At++);
            if (c == quote) break;
            if (c == '\\')
            {
                c = ReadEscape();
                if (c == Failed) return false;
                AppendEscaped(c);
                continue;
            }
            if (c < ' ' && !AllowsControls) return false;
            _name.Append((byte)c);
        }
        return IsNameLength(_name.Length) && (DecodeName(_name.Bytes) || IsTakenForField(_name.Bytes));
    }

    /// <inheritdoc/>
    protected override void PassBrokenToken(int length)
    {
        while (At < Length)
        {
            var c = DecodeAny(Unit(At++));
            if (c == Failed || !JavaIdentifiers.CanContain((char)c) || IsErrorTokenLength(++length)) return;
        }
    }

    /// <inheritdoc/>
    protected override bool EndsWord(int c, int length)
    {
        if (c >= 0x80)
        {
            // Jackson decodes the character as if its first byte had been read, and fails at that byte.
            DecodeForError(c);
            return false;
        }
        if (!JavaIdentifiers.CanContain((char)c)) return true;
        PassBrokenToken(length);
        return false;
    }

    /// <inheritdoc/>
    protected override void DecodeForError(int c) => DecodeAny(c);

    /// <inheritdoc/>
    protected override bool ReadNumber(int first, out TokenKind kind)
    {
        kind = TokenKind.None;
        var negative = first == '-';
        var start = At - 1;
        if (negative)
        {
            if (At == Length) return false;
            first = Unit(At++);
            if (!IsDigit(first)) return first != '.' && ReadNonNumber(first, negative, out kind);
        }
        if (first == '0' && At < Length && IsDigit(Unit(At))) return false;
        var digits = 1;
        for (; At < Length; digits++)
        {
            var c = Unit(At++);
            if (IsDigit(c)) continue;
            if (c is '.' or 'e' or 'E') return ReadFraction(c, start, digits, out kind);
            SetNumber(start, --At);
            kind = TokenKind.Integer;
            return EndsNumber(c) && digits <= TokenReader.MaxDigits;
        }
        SetNumber(start, At);
        kind = TokenKind.Integer;
        return digits <= TokenReader.MaxDigits;
    }

    private bool ReadFraction(int c, int start, int integer, out TokenKind kind)
    {
        kind = TokenKind.None;
        var (fraction, exponent, ended) = (0, 0, false);
        if (c == '.')
        {
            while (!(ended = At == Length) && IsDigit(c = Unit(At++))) fraction++;
            if (fraction == 0) return false;
        }
        if (!ended && c is 'e' or 'E')
        {
            if (At == Length) return false;
            c = Unit(At++);
            if (c is '-' or '+')
            {
                if (At == Length) return false;
                c = Unit(At++);
            }
            for (; IsDigit(c) && !ended; exponent++)
            {
                ended = At == Length;
                if (!ended) c = Unit(At++);
            }
            if (exponent == 0) return false;
        }
        if (!ended) At--;
        SetNumber(start, At);
        kind = TokenKind.Fraction;
        return (ended || EndsNumber(c)) && integer + fraction + exponent <= TokenReader.MaxDigits;
    }

    // Jackson subtracts 0x10000 from a character of four bytes without a look at it: what is below gives a pair of odd characters.
    private const int SupplementaryMark = 0x4000_0000;

    /// <summary>The character of a string whose first byte was read; negative after the first byte of the wrong form.</summary>
    private int Decode(int first)
    {
        if (first is < 0xC0 or >= 0xF8) return Failed;
        var c = DecodeAny(first);
        return c == Failed || first < 0xF0 ? c : c - 0x10000 + SupplementaryMark;
    }

    private int DecodeAny(int first)
    {
        if (first < 0x80) return first;
        var more = first switch { < 0xC0 => 0, < 0xE0 => 1, < 0xF0 => 2, < 0xF8 => 3, _ => 0 };
        if (more == 0) return Failed;
        var c = first & (0x3F >> more);
        for (; more > 0; more--)
        {
            if (At == Length) return Failed;
            var next = Unit(At++);
            if ((next & 0xC0) != 0x80) return Failed;
            c = c << 6 | next & 0x3F;
        }
        return c;
    }

    private void AppendEscaped(int c)
    {
        if (c < 0x80)
        {
            _name.Append((byte)c);
            return;
        }
        if (c < 0x800) _name.Append((byte)(0xC0 | c >> 6));
        else
        {
            _name.Append((byte)(0xE0 | c >> 12));
            _name.Append((byte)(0x80 | c >> 6 & 0x3F));
        }
        _name.Append((byte)(0x80 | c & 0x3F));
    }

    private bool DecodeName(ReadOnlySpan<byte> bytes)
    {
        Name.Clear();
        while (!bytes.IsEmpty)
        {
            int c = bytes[0];
            var more = c switch { < 0x80 => 0, < 0xC0 => -1, < 0xE0 => 1, < 0xF0 => 2, < 0xF8 => 3, _ => -1 };
            if (more < 0 || bytes.Length <= more) return false;
            if (more > 0) c &= 0x3F >> more;
            for (var i = 1; i <= more; i++)
            {
                if ((bytes[i] & 0xC0) != 0x80) return false;
                c = c << 6 | bytes[i] & 0x3F;
            }
            if (more == 3)
            {
                c -= 0x10000;
                Name.Append((char)(0xD800 + (c >> 10)));
                c = 0xDC00 | c & 0x3FF;
            }
            Name.Append((char)c);
            bytes = bytes[(more + 1)..];
        }
        return true;
    }

    /// <summary>
    /// Jackson looks a name up in its table by groups of four bytes before it decodes it, and fills the last group with bytes 0xFF in
    /// front: a name with such bytes there is taken for the one without them, which the table knows once any record had it. Here it knows
    /// the names of fields.
    /// </summary>
    private bool IsTakenForField(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Names.MaxEscapedLength) return false;
        var group = (bytes.Length - 1) / 4 * 4;
        var last = bytes[group..].TrimStart((byte)0xFF);
        if (last.Length == bytes.Length - group || last.IsEmpty) return false;
        Span<byte> name = stackalloc byte[Names.MaxEscapedLength];
        bytes[..group].CopyTo(name);
        last.CopyTo(name[group..]);
        name = name[..(group + last.Length)];
        return Names.Find(name) != 0 && DecodeName(name);
    }

    private static bool IsDigit(int c) => (uint)(c - '0') <= 9;
}
