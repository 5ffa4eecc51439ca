namespace CtrBench.Windows.Events;

/// <summary>Jackson's parser of characters, which reads what Spark gives it, and Flink's records in UTF-16 and UTF-32.</summary>
internal sealed class JacksonCharParser(FieldNames names) : JacksonParser(names)
{
    private readonly CharText _input = new();

    /// <summary>Starts on a record in UTF-8.</summary>
    public void StartUtf8(ReadOnlySpan<byte> record, JsonSyntax syntax)
    {
        JavaDecoding.Utf8(record, _input);
        Start(syntax, 0, _input.Length);
    }

    /// <summary>Starts on a record in UTF-16.</summary>
    public void StartUtf16(ReadOnlySpan<byte> record, bool bigEndian, JsonSyntax syntax)
    {
        JavaDecoding.Utf16(record, bigEndian, _input);
        Start(syntax, 0, _input.Length);
    }

    /// <summary>Starts on a record in UTF-32; false: it contains something that is not a character.</summary>
    public bool StartUtf32(ReadOnlySpan<byte> record, bool bigEndian, JsonSyntax syntax)
    {
        var sound = JavaDecoding.Utf32(record, bigEndian, _input);
        Start(syntax, 0, _input.Length);
        return sound;
    }

    /// <inheritdoc/>
    protected override int Unit(int at) => _input.Chars[at];

    /// <inheritdoc/>
    protected override bool ReadText(char quote, CharText target)
    {
        while (At < Length)
        {
            var c = Unit(At++);
            if (c == quote) return true;
            if (c == '\\') c = ReadEscape();
            else if (c < ' ' && !AllowsControls) return false;
            if (c == Failed) return false;
            target.Append((char)c);
        }
        return false;
    }

    /// <inheritdoc/>
    protected override bool ReadQuotedName(char quote)
    {
        Name.Clear();
        return ReadText(quote, Name) && IsNameLength(Name.Length);
    }

    /// <inheritdoc/>
    protected override void PassBrokenToken(int length)
    {
        for (; At < Length && JavaIdentifiers.CanContain((char)Unit(At)); At++)
        {
            if (!IsErrorTokenLength(++length)) continue;
            At++;
            return;
        }
    }

    /// <inheritdoc/>
    protected override bool EndsWord(int c, int length)
    {
        if (!JavaIdentifiers.CanContain((char)c)) return true;
        PassBrokenToken(length);
        return false;
    }

    /// <inheritdoc/>
    protected override void DecodeForError(int c)
    {
        // A character needs no decoding.
    }

    /// <inheritdoc/>
    protected override bool ReadNumber(int first, out TokenKind kind)
    {
        kind = TokenKind.None;
        var negative = first == '-';
        var start = At - 1;
        var p = At;
        if (negative)
        {
            if (p == Length) return false;
            first = Unit(p++);
            if (first is < '0' or > '9')
            {
                At = p;
                return first != '.' && ReadNonNumber(first, negative, out kind);
            }
        }
        if (first == '0') return ReadNumberAgain(start, negative, out kind);
        var digits = 1;
        for (; p < Length; digits++)
        {
            var c = Unit(p++);
            if (IsDigit(c)) continue;
            if (c is '.' or 'e' or 'E')
            {
                At = p;
                return ReadFraction(c, start, negative, digits, out kind);
            }
            At = p - 1;
            SetNumber(start, At);
            kind = TokenKind.Integer;
            return EndsNumber(c) && digits <= TokenReader.MaxDigits;
        }
        return ReadNumberAgain(start, negative, out kind);
    }

    /// <summary>
    /// The rest of a number from its point or exponent on. After an error Jackson continues after that, not after the faulty character.
    /// </summary>
    private bool ReadFraction(int c, int start, bool negative, int integer, out TokenKind kind)
    {
        kind = TokenKind.None;
        var (p, fraction, exponent) = (At, 0, 0);
        if (c == '.')
        {
            for (; p < Length && IsDigit(Unit(p)); p++) fraction++;
            if (p == Length) return ReadNumberAgain(start, negative, out kind);
            if (fraction == 0) return false;
            c = Unit(p++);
        }
        if (c is 'e' or 'E')
        {
            if (p == Length) return ReadNumberAgain(start, negative, out kind);
            c = Unit(p++);
            if (c is '-' or '+')
            {
                if (p == Length) return ReadNumberAgain(start, negative, out kind);
                c = Unit(p++);
            }
            for (; IsDigit(c); exponent++)
            {
                if (p == Length) return ReadNumberAgain(start, negative, out kind);
                c = Unit(p++);
            }
            if (exponent == 0) return false;
        }
        At = p - 1;
        SetNumber(start, At);
        kind = TokenKind.Fraction;
        return EndsNumber(c) && integer + fraction + exponent <= TokenReader.MaxDigits;
    }

    /// <summary>Jackson's second way to read a number: one that starts with 0 or ends with the input.</summary>
    private bool ReadNumberAgain(int start, bool negative, out TokenKind kind)
    {
        kind = TokenKind.None;
        At = negative ? start + 1 : start;
        if (At == Length) return false;
        var (integer, fraction, exponent) = (0, -1, -1);
        var ended = false;
        var c = Unit(At++);
        if (c == '0' && At < Length && IsDigit(Unit(At))) return false;
        for (; IsDigit(c) && !ended; integer++) ended = !TryUnit(ref c);
        if (integer == 0) return ReadNonNumber(c, negative, out kind);
        if (!ended && c == '.')
        {
            fraction = 0;
            while (!(ended = !TryUnit(ref c)) && IsDigit(c)) fraction++;
            if (fraction == 0) return false;
        }
        if (!ended && c is 'e' or 'E')
        {
            exponent = 0;
            if (!TryUnit(ref c) || (c is '-' or '+' && !TryUnit(ref c))) return false;
            for (; IsDigit(c) && !ended; exponent++) ended = !TryUnit(ref c);
            if (exponent == 0) return false;
        }
        if (!ended) At--;
        SetNumber(start, At);
        kind = fraction < 0 && exponent < 0 ? TokenKind.Integer : TokenKind.Fraction;
        if (!ended && !EndsNumber(c)) return false;
        return (kind == TokenKind.Integer ? integer : integer + fraction + exponent) <= TokenReader.MaxDigits;
    }

    private bool TryUnit(ref int c)
    {
        if (At == Length) return false;
        c = Unit(At++);
        return true;
    }

    private static bool IsDigit(int c) => (uint)(c - '0') <= 9;
}
