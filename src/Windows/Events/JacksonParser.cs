namespace CtrBench.Windows.Events;

/// <summary>
/// Jackson's JSON parser, step by step, for the records that are not plain JSON: after an error it continues where Jackson does, since the
/// engines go on reading a record whose broken part stands in one field. A method that returns false (or <see cref="Failed"/>) has found
/// what Jackson throws an exception for. Not thread-safe; reused for every record.
/// </summary>
internal abstract class JacksonParser(FieldNames names)
{
    /// <summary>Instead of a character: Jackson throws.</summary>
    protected const int Failed = -2;

    /// <summary>Instead of a character: the input has ended.</summary>
    protected const int End = -1;

    private const int MaxErrorToken = 256;

    /// <summary>Contexts from the root inwards. Jackson checks the depth after it has entered a context.</summary>
    private readonly (bool IsObject, bool ExpectsComma, int Name)[] _contexts
        = new (bool, bool, int)[TokenReader.MaxDepth + 16];

    private int _depth;
    private TokenKind _next;
    private bool _textOpen;

    /// <summary>The current token; none also where Jackson has no token after an error.</summary>
    public TokenKind Token { get; private set; }

    /// <summary>The name of the field read last.</summary>
    public CharText Name { get; } = new();

    /// <summary>Whether no object or array is open.</summary>
    public bool InRoot => _depth == 0;

    /// <summary>Whether no input is left, seen outside all objects and arrays: no token follows.</summary>
    public bool Ended { get; private set; }

    /// <summary>The number of Jackson's <c>currentName</c>: at the start of an object or array that of the one around it.</summary>
    public int CurrentName
        => _contexts[Token is TokenKind.StartObject or TokenKind.StartArray && _depth > 0 ? _depth - 1 : _depth].Name;

    /// <summary>The names that it knows.</summary>
    protected FieldNames Names => names;

    /// <summary>The text of a string or number, which has been read when the name before it is the current token.</summary>
    protected CharText Text { get; } = new();

    /// <summary>What is accepted in addition to RFC 8259.</summary>
    protected JsonSyntax Syntax { get; private set; }

    /// <summary>Where the next character is.</summary>
    protected int At { get; set; }

    /// <summary>Characters or bytes of the input.</summary>
    protected int Length { get; private set; }

    /// <summary>Moves to the next token, Jackson's <c>nextToken</c>.</summary>
    public bool Next()
    {
        if (Token == TokenKind.Name)
        {
            var value = _next;
            _next = TokenKind.None;
            var enters = value is TokenKind.StartObject or TokenKind.StartArray;
            return (!enters || Enter(value == TokenKind.StartObject)) && OnToken(value);
        }
        if (_textOpen && !FinishText()) return false;
        var c = SkipBlanks(atEnd: InRoot ? End : Failed);
        if (c == Failed) return false;
        if (c == End) return (Ended = true) && OnToken(TokenKind.None);
        if (c is ']' or '}') return Leave(c == '}');
        ref var context = ref _contexts[_depth];
        var comma = !InRoot && context.ExpectsComma;
        context.ExpectsComma = true;
        if (comma && (c != ',' || (c = SkipBlanks(Failed)) == Failed)) return false;
        if (!context.IsObject) return ReadValue(c, inObject: false, out var element) && OnToken(element);

        if (!ReadName(c)) return false;
        context.Name = Names.Find(Name.Chars);
        Token = TokenKind.Name;
        if (SkipColon() is not (>= 0 and var first) || !ReadValue(first, inObject: true, out var next)) return false;
        _next = next;
        return true;
    }

    /// <summary>Reads the current string to its end, as a request for the token's text does.</summary>
    public bool FinishText()
    {
        if (!_textOpen || Token == TokenKind.Name) return true; // behind a name its value waits
        _textOpen = false;
        Text.Clear();
        return ReadText('"', Text);
    }

    /// <summary>The current token's text, Jackson's <c>getText</c>: a name, a finished string, or the token as it is written.</summary>
    public bool TryText(out ReadOnlySpan<char> text)
    {
        text = default;
        if (!FinishText()) return false;
        text = Token switch
        {
            TokenKind.Name => Name.Chars,
            TokenKind.StartObject => "{",
            TokenKind.EndObject => "}",
            TokenKind.StartArray => "[",
            TokenKind.EndArray => "]",
            TokenKind.True => "true",
            TokenKind.False => "false",
            TokenKind.Null => "null",
            _ => Text.Chars,
        };
        return true;
    }

    /// <summary>Jackson's <c>skipChildren</c>: to the end of the current object or array.</summary>
    public bool SkipChildren()
    {
        if (Token is not (TokenKind.StartObject or TokenKind.StartArray)) return true;
        for (var open = 1; open > 0;)
        {
            if (!Next()) return false;
            if (Token == TokenKind.None) return InRoot;
            if (Token is TokenKind.StartObject or TokenKind.StartArray) open++;
            else if (Token is TokenKind.EndObject or TokenKind.EndArray) open--;
        }
        return true;
    }

    /// <summary>Starts on the next record.</summary>
    protected void Start(JsonSyntax syntax, int at, int length)
    {
        (Syntax, At, Length) = (syntax, at, length);
        (_depth, Token, _next, _textOpen, Ended) = (0, TokenKind.None, TokenKind.None, false, false);
        _contexts[0] = default;
        Text.Clear();
        Name.Clear();
    }

    /// <summary>The character or byte at <paramref name="at"/>.</summary>
    protected abstract int Unit(int at);

    /// <summary>Reads a string up to and with its closing quote; a failure leaves the position after the faulty character.</summary>
    protected abstract bool ReadText(char quote, CharText target);

    /// <summary>Reads a field's name after its opening quote.</summary>
    protected abstract bool ReadQuotedName(char quote);

    /// <summary>Reads a number of which <paramref name="first"/> has been read.</summary>
    protected abstract bool ReadNumber(int first, out TokenKind kind);

    /// <summary>Passes over the rest of a token that is none.</summary>
    protected abstract void PassBrokenToken(int length);

    /// <summary>Whether a word of <paramref name="length"/> ends before <paramref name="c"/>, the next character.</summary>
    protected abstract bool EndsWord(int c, int length);

    /// <summary>What Jackson does before it reports a name without quotes or an unknown escape.</summary>
    protected abstract void DecodeForError(int c);

    /// <summary>Reads what follows a backslash; <see cref="Failed"/> if it is not an escape.</summary>
    protected int ReadEscape()
    {
        if (At >= Length) return Failed;
        var letter = Unit(At++);
        switch (letter)
        {
            case 'b': return '\b';
            case 't': return '\t';
            case 'n': return '\n';
            case 'f': return '\f';
            case 'r': return '\r';
            case '"' or '/' or '\\': return letter;
            case 'u': return ReadUnit();
            case '\'' when Allows(JsonSyntax.SingleQuotes): return letter;
            default:
                DecodeForError(letter);
                return Failed;
        }
    }

    /// <summary>Whether a control character may stand in a string or name.</summary>
    protected bool AllowsControls => Allows(JsonSyntax.FlinkTexts);

    /// <summary>Whether the name is no longer than Jackson accepts.</summary>
    protected static bool IsNameLength(int length) => length <= TokenReader.MaxNameLength;

    /// <summary>Whether a broken token of this length is read no further.</summary>
    protected static bool IsErrorTokenLength(int length) => length >= MaxErrorToken;

    /// <summary>Checks that a blank follows a number outside all objects and arrays, and passes over it.</summary>
    protected bool EndsNumber(int c)
    {
        if (!InRoot) return true;
        if (c != '\r') At++;
        return c is ' ' or '\t' or '\n' or '\r';
    }

    /// <summary>Sets the text of a number.</summary>
    protected void SetNumber(int from, int to)
    {
        Text.Clear();
        for (var i = from; i < to; i++) Text.Append((char)Unit(i));
    }

    /// <summary>Reads what stands instead of a number's first digit, after its sign if it had one.</summary>
    protected bool ReadNonNumber(int c, bool negative, out TokenKind kind)
    {
        kind = TokenKind.None;
        if (c != 'I' || At >= Length) return false;
        c = Unit(At++);
        var word = c switch { 'N' => negative ? "-INF" : "+INF", 'n' => negative ? "-Infinity" : "+Infinity", _ => null };
        return word is not null && ReadWord(word, 3, TokenKind.NonNumber, out kind) && Allows(JsonSyntax.NonNumbers);
    }

    /// <summary>Reads a value that starts as none does.</summary>
    protected bool ReadOddValue(int c, out TokenKind kind)
    {
        kind = TokenKind.None;
        switch (c)
        {
            case ']' or '}' or ',': return false;
            case '\'' when Allows(JsonSyntax.SingleQuotes):
                kind = TokenKind.Text;
                Text.Clear();
                return ReadText('\'', Text);
            case 'N': return ReadWord("NaN", 1, TokenKind.NonNumber, out kind) && Allows(JsonSyntax.NonNumbers);
            case 'I': return ReadWord("Infinity", 1, TokenKind.NonNumber, out kind) && Allows(JsonSyntax.NonNumbers);
            case '+': return At < Length && ReadNonNumber(Unit(At++), negative: false, out kind);
        }
        if (JavaIdentifiers.CanStart((char)c)) PassBrokenToken(1);
        return false;
    }

    private bool Allows(JsonSyntax feature) => (Syntax & feature) != 0;

    private int ReadUnit()
    {
        var unit = 0;
        for (var i = 0; i < 4; i++)
        {
            if (At >= Length) return Failed;
            var digit = (char)(Unit(At++) & 0xFF); // Jackson looks at the low byte only
            if (!char.IsAsciiHexDigit(digit)) return Failed;
            unit = unit << 4 | (char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        return unit;
    }

    private int SkipBlanks(int atEnd)
    {
        while (At < Length)
        {
            var c = Unit(At++);
            if (c == '/' || c is < ' ' and not ('\t' or '\r' or '\n')) return Failed;
            if (c > ' ') return c;
        }
        return atEnd;
    }

    private int SkipColon() => SkipBlanks(Failed) == ':' ? SkipBlanks(Failed) : Failed;

    private bool OnToken(TokenKind token)
    {
        Token = token;
        return true;
    }

    private bool Enter(bool isObject)
    {
        if (_depth + 1 == _contexts.Length) return false;
        _contexts[++_depth] = (isObject, false, 0);
        return _depth <= TokenReader.MaxDepth;
    }

    private bool Leave(bool isObject)
    {
        if (InRoot || _contexts[_depth].IsObject != isObject) return false;
        _depth--;
        Token = isObject ? TokenKind.EndObject : TokenKind.EndArray;
        return true;
    }

    private bool ReadName(int c)
    {
        if (c == '"' || (c == '\'' && Allows(JsonSyntax.SingleQuotes))) return ReadQuotedName((char)c);
        DecodeForError(c);
        return false;
    }

    private bool ReadValue(int c, bool inObject, out TokenKind kind)
    {
        kind = TokenKind.None;
        switch (c)
        {
            case '"':
                kind = TokenKind.Text;
                return _textOpen = true;
            case '{' or '[':
                kind = c == '{' ? TokenKind.StartObject : TokenKind.StartArray;
                return inObject || Enter(c == '{');
            case 't': return ReadWord("true", 1, TokenKind.True, out kind);
            case 'f': return ReadWord("false", 1, TokenKind.False, out kind);
            case 'n': return ReadWord("null", 1, TokenKind.Null, out kind);
            case '-' or (>= '0' and <= '9'):
                return ReadNumber(c, out kind);
            default:
                return ReadOddValue(c, out kind);
        }
    }

    private bool ReadWord(string word, int from, TokenKind read, out TokenKind kind)
    {
        kind = TokenKind.None;
        for (var i = from; i < word.Length; i++)
        {
            if (At >= Length || Unit(At) != word[i])
            {
                PassBrokenToken(i);
                return false;
            }
            At++;
        }
        if (At < Length && Unit(At) is >= '0' and not (']' or '}') and var c && !EndsWord(c, word.Length)) return false;
        kind = read;
        if (kind == TokenKind.NonNumber)
        {
            Text.Clear();
            Text.Append(word);
        }
        return true;
    }
}
