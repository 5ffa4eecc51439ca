using System.Buffers;

namespace CtrBench.Windows.Events;

/// <summary>
/// Reads well-formed JSON in valid UTF-8 token by token, with the leniency of Jackson, the engines' parser: text after the tokens read is
/// never inspected, and a string is read to its end only when requested or skipped. It never throws: an error is
/// <see cref="TokenKind.Broken"/>, permanently. What Jackson makes of a record after an error is <see cref="JacksonParser"/>'s.
/// </summary>
internal ref struct TokenReader
{
    /// <summary>The deepest nesting and the longest number (in digits) that Jackson accepts by default.</summary>
    public const int MaxDepth = 1000, MaxDigits = 1000;

    /// <summary>The longest name that Jackson accepts by default.</summary>
    public const int MaxNameLength = 50_000;

    private static readonly SearchValues<byte> Stops = StopsOf('"', controls: true);
    private static readonly SearchValues<byte> SingleQuoteStops = StopsOf('\'', controls: true);
    private static readonly SearchValues<byte> FlinkStops = StopsOf('"', controls: false);

    private readonly ReadOnlySpan<byte> _json;
    private readonly Span<bool> _inObject;
    private readonly JsonSyntax _syntax;
    private readonly FieldNames _names;
    private readonly SearchValues<byte> _stops;
    private int _at;
    private int _depth;
    private bool _atFirst;
    private bool _afterName;
    private bool _textOpen;
    private int _start;
    private int _length;

    /// <summary>
    /// A reader before the first token of <paramref name="json"/> that knows <paramref name="names"/>. <paramref name="nesting"/>:
    /// <see cref="MaxDepth"/> + 1 long.
    /// </summary>
    public TokenReader(ReadOnlySpan<byte> json, JsonSyntax syntax, FieldNames names, Span<bool> nesting)
    {
        _json = json;
        _names = names;
        _syntax = syntax;
        _inObject = nesting;
        _stops = (syntax & JsonSyntax.FlinkTexts) != 0 ? FlinkStops : Stops;
    }

    /// <summary>The current token.</summary>
    public TokenKind Kind { get; private set; }

    /// <summary>Whether <see cref="Raw"/> holds escapes.</summary>
    public bool Escaped { get; private set; }

    /// <summary>The current token as in the input, without quotes; a string only after <see cref="FinishText"/>.</summary>
    public readonly ReadOnlySpan<byte> Raw => _json.Slice(_start, _length);

    /// <summary>The number of the current token's text as a name.</summary>
    public readonly int Name()
    {
        if (!Escaped) return _names.Find(Raw);
        if (_length > _names.MaxEscapedLength) return 0;
        Span<byte> text = stackalloc byte[_names.MaxEscapedLength];
        return _names.Find(text[..JsonEscapes.Unescape(Raw, text)]);
    }

    /// <summary>Moves to the next token.</summary>
    public TokenKind Read()
    {
        if (Kind == TokenKind.Broken) return Kind;
        if (_textOpen && !FinishText()) return Break();
        if (_afterName)
        {
            _afterName = false;
            return ReadValue(SkipBlanks());
        }
        var c = SkipBlanks();
        if (_depth == 0) return c == End ? Token(TokenKind.None, 0) : ReadValue(c);
        var inObject = _inObject[_depth];
        if (c == (inObject ? '}' : ']'))
        {
            _depth--;
            _atFirst = false;
            return Token(inObject ? TokenKind.EndObject : TokenKind.EndArray, 1);
        }
        if (!_atFirst)
        {
            if (c != ',') return Break();
            c = SkipBlanks();
        }
        _atFirst = false;
        return inObject ? ReadName(c) : ReadValue(c);
    }

    /// <summary>Reads the current string to its end. False: it is invalid.</summary>
    public bool FinishText()
    {
        if (!_textOpen) return true;
        _textOpen = false;
        return ScanText((byte)'"', _stops);
    }

    /// <summary>Moves to the end of the current object or array; does not move on any other token. False: broken.</summary>
    public bool SkipChildren()
    {
        if (Kind is TokenKind.StartObject or TokenKind.StartArray)
        {
            var outside = _depth - 1;
            while (_depth > outside)
            {
                if (Read() == TokenKind.Broken) return false;
            }
        }
        return Kind != TokenKind.Broken;
    }

    private const int End = -1, BadBlank = -2;

    /// <summary>Reads the next byte that is not a blank; <see cref="End"/>, or <see cref="BadBlank"/> for a control character.</summary>
    private int SkipBlanks()
    {
        while (_at < _json.Length)
        {
            var c = _json[_at++];
            if (c > ' ') return c;
            if (c is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return BadBlank;
        }
        return End;
    }

    private TokenKind ReadName(int c)
    {
        var sound = c switch
        {
            '"' => ScanText((byte)'"', _stops),
            '\'' when Allows(JsonSyntax.SingleQuotes) => ScanText((byte)'\'', SingleQuoteStops),
            _ => false,
        };
        if (!sound || _length > MaxNameLength || SkipBlanks() != ':') return Break();
        _afterName = true;
        return Kind = TokenKind.Name;
    }

    private TokenKind ReadValue(int c)
    {
        switch (c)
        {
            case '"':
                _textOpen = true;
                return Kind = TokenKind.Text;
            case '\'' when Allows(JsonSyntax.SingleQuotes):
                return ScanText((byte)'\'', SingleQuoteStops) ? Kind = TokenKind.Text : Break();
            case '{' or '[':
                if (_depth == MaxDepth) return Break();
                _inObject[++_depth] = c == '{';
                _atFirst = true;
                return Token(c == '{' ? TokenKind.StartObject : TokenKind.StartArray, 1);
            case 't':
                return ReadWord("true"u8, TokenKind.True);
            case 'f':
                return ReadWord("false"u8, TokenKind.False);
            case 'n':
                return ReadWord("null"u8, TokenKind.Null);
            case '-' or (>= '0' and <= '9'):
                return ReadNumber();
            case 'N' or 'I' or '+' when Allows(JsonSyntax.NonNumbers):
                return ReadNonNumber();
            default:
                return Break();
        }
    }

    private TokenKind ReadWord(ReadOnlySpan<byte> word, TokenKind kind)
    {
        if (!_json[(_at - 1)..].StartsWith(word)) return Break();
        _at += word.Length - 1;
        return Token(kind, word.Length);
    }

    private TokenKind ReadNonNumber()
    {
        var rest = _json[(_at - 1)..];
        if (rest[0] == (byte)'N') return ReadWord("NaN"u8, TokenKind.NonNumber);
        if (rest[0] == (byte)'I') return ReadWord("Infinity"u8, TokenKind.NonNumber);
        var sign = rest[0] == (byte)'-';
        if (rest[1..].StartsWith("INF"u8)) return ReadWord(sign ? "-INF"u8 : "+INF"u8, TokenKind.NonNumber);
        return ReadWord(sign ? "-Infinity"u8 : "+Infinity"u8, TokenKind.NonNumber);
    }

    private TokenKind ReadNumber()
    {
        var start = _at - 1;
        var p = _json[start] == (byte)'-' ? _at : start;
        var integer = CountDigits(p);
        if (integer == 0) return Allows(JsonSyntax.NonNumbers) ? ReadNonNumber() : Break();
        if (integer > 1 && _json[p] == (byte)'0') return Break();
        p += integer;
        var (kind, fraction, exponent) = (TokenKind.Integer, 0, 0);
        if (p < _json.Length && _json[p] == (byte)'.')
        {
            fraction = CountDigits(++p);
            if (fraction == 0) return Break();
            p += fraction;
            kind = TokenKind.Fraction;
        }
        if (p < _json.Length && (_json[p] | 0x20) == 'e')
        {
            p++;
            if (p < _json.Length && _json[p] is (byte)'+' or (byte)'-') p++;
            exponent = CountDigits(p);
            if (exponent == 0) return Break();
            p += exponent;
            kind = TokenKind.Fraction;
        }
        if (integer + fraction + exponent > MaxDigits) return Break();
        _at = p;
        return Token(kind, p - start);
    }

    private readonly int CountDigits(int from)
    {
        var p = from;
        while (p < _json.Length && (uint)(_json[p] - '0') <= 9) p++;
        return p - from;
    }

    private bool ScanText(byte quote, SearchValues<byte> stops)
    {
        _start = _at;
        _length = 0;
        Escaped = false;
        while (true)
        {
            var next = _json[_at..].IndexOfAny(stops);
            if (next < 0)
            {
                _at = _json.Length;
                return false;
            }
            _at += next + 1;
            var c = _json[_at - 1];
            if (c == quote)
            {
                _length = _at - 1 - _start;
                return true;
            }
            if (c != (byte)'\\' || !SkipEscape()) return false;
            Escaped = true;
        }
    }

    private bool SkipEscape()
    {
        if (_at == _json.Length) return false;
        var letter = _json[_at++];
        if (letter == (byte)'\'') return Allows(JsonSyntax.SingleQuotes);
        if (letter != (byte)'u') return "\"\\/bfnrt"u8.Contains(letter);
        for (var i = 0; i < 4; i++)
        {
            if (_at == _json.Length || !char.IsAsciiHexDigit((char)_json[_at++])) return false;
        }
        return true;
    }

    private readonly bool Allows(JsonSyntax feature) => (_syntax & feature) != 0;

    private TokenKind Token(TokenKind kind, int length)
    {
        _start = _at - length;
        _length = length;
        Escaped = false;
        return Kind = kind;
    }

    private TokenKind Break()
    {
        _textOpen = false;
        return Token(TokenKind.Broken, 0);
    }

    private static SearchValues<byte> StopsOf(char quote, bool controls)
    {
        var stops = new List<byte> { (byte)quote, (byte)'\\' };
        if (controls) stops.AddRange(Enumerable.Range(0, 0x20).Select(b => (byte)b));
        return SearchValues.Create(stops.ToArray());
    }
}
