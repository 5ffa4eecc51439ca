using CtrBench.Harness.Objectives;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Service level objectives as users write them: <c>p99(T1-floor) &lt;= 2s and complete &gt;= 99.9%</c>. An error shows the text with a
/// mark under the word.
/// </summary>
internal sealed class SloText
{
    /// <summary>An objective to show.</summary>
    public const string Example = "p99(T1-floor) <= 2s and complete >= 99.9%";

    private static readonly string[] Comparisons = ["<=", ">=", "<", ">"];

    private readonly string _option;
    private readonly string _text;
    private int _at;

    private SloText(string option, string text) => (_option, _text) = (option, text);

    /// <summary>Reads terms joined by <c>and</c>.</summary>
    /// <exception cref="UsageException">The text is not an objective; the message points at the word.</exception>
    public static Slo Parse(string option, string text)
    {
        var reader = new SloText(option, text);
        var terms = new List<Objective>();
        while (true)
        {
            reader.SkipBlanks();
            var start = reader._at;
            var term = reader.Term();
            if (terms.Any(known => known.Quantity == term.Quantity))
                throw reader.Fault(start, start + term.Quantity.ToString().Length, $"{term.Quantity} has a limit already");
            terms.Add(term);
            reader.SkipBlanks();
            if (reader._at == text.Length) return new Slo(terms, text.Trim());
            var (word, from) = reader.Word();
            if (word != "and") throw reader.Fault(from, from + word.Length, "write and between two terms");
        }
    }

    /// <summary>Reads one term from its quantity and the rest: <c>p90(T1-floor)</c> and <c>&lt;= 2s</c>.</summary>
    /// <exception cref="UsageException">They are no term.</exception>
    public static Objective ParseTerm(string option, string quantity, string limit)
    {
        var reader = new SloText(option, $"{quantity} {limit}");
        reader.SkipBlanks();
        var term = reader.Term();
        reader.SkipBlanks();
        return reader._at == reader._text.Length ? term : throw reader.Fault(reader._at, reader._text.Length, "is one term too many");
    }

    private Objective Term()
    {
        var start = _at;
        var quantity = Quantity();
        SkipBlanks();
        var at = _at;
        var comparison = Comparisons.FirstOrDefault(sign => _text.AsSpan(_at).StartsWith(sign, StringComparison.Ordinal));
        if (comparison is null) throw Fault(at, at + Rest(at), $"write <= or >= and a limit after {quantity}");
        _at += comparison.Length;
        var atLeast = comparison[0] == '>';
        if (atLeast != (quantity.Kind == QuantityKind.Complete))
        {
            throw Fault(at, _at, atLeast
                ? $"{quantity} is better the smaller it is: write <=" : $"{quantity} is better the larger it is: write >=");
        }

        SkipBlanks();
        var (word, from) = Word();
        if (word.Length == 0) throw Fault(from, from + 1, $"a limit is missing: {LimitExample(quantity)}");
        var limit = Limit(quantity, word, from);
        return new Objective(quantity, atLeast, comparison.Length == 1, limit, _text[start.._at].Trim());
    }

    private Quantity Quantity()
    {
        var from = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_')) _at++;
        var name = _text[from.._at];
        if (name is "complete" or "completeness") return Objectives.Quantity.Complete;
        if (name == "backlog") return Objectives.Quantity.Backlog;
        if (Statistic.All.FirstOrDefault(known => known.Name == name) is not { } statistic)
        {
            string[] known = [.. Statistic.All.Select(s => s.Name), "complete", "backlog"];
            throw Fault(from, Math.Max(_at, from + 1), name.Length == 0 ? $"a figure is missing: write {Example}"
                : $"no such figure{NearestName.Hint(name, known)} Known: {string.Join(", ", Statistic.All.Select(s => s.Name))} "
                    + "of a latency, complete, backlog");
        }

        SkipBlanks();
        if (_at == _text.Length || _text[_at] != '(') throw Fault(from, from + name.Length, $"of which latency? Write {name}(T1-floor)");
        var open = ++_at;
        var close = _text.IndexOf(')', open);
        if (close < 0) throw Fault(open - 1, open, "this bracket is never closed");
        _at = close + 1;
        return new Quantity(QuantityKind.Latency, Latency(open, close), statistic);
    }

    private string Latency(int from, int to)
    {
        var name = _text[from..to].Replace(" ", "", StringComparison.Ordinal);
        var texts = Objectives.Quantity.Latencies.Select(known => known.Text);
        return Objectives.Quantity.Latencies.FirstOrDefault(known => known.Text == name || known.Key == name).Key
            ?? throw Fault(
                from, Math.Max(to, from + 1), $"no such latency{NearestName.Hint(name, texts)} Known: {string.Join(", ", texts)}");
    }

    private double Limit(Quantity quantity, string word, int from)
    {
        try
        {
            return quantity.Kind == QuantityKind.Latency ? DurationText.Parse(_option, word) : ShareText.Parse(_option, word);
        }
        catch (UsageException refusal)
        {
            var reason = refusal.Message[(refusal.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..];
            throw Fault(from, from + word.Length, reason);
        }
    }

    private static string LimitExample(Quantity quantity) => quantity.Kind switch
    {
        QuantityKind.Latency => "2s, 500ms",
        QuantityKind.Complete => "99.9%",
        _ => "1%, or 0.01 (seconds of lag per second)",
    };

    private (string Word, int From) Word()
    {
        var from = _at;
        while (_at < _text.Length && !char.IsWhiteSpace(_text[_at])) _at++;
        return (_text[from.._at], from);
    }

    private int Rest(int at)
    {
        var blank = _text.IndexOf(' ', at);
        return Math.Max(1, (blank < 0 ? _text.Length : blank) - at);
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private UsageException Fault(int from, int to, string reason)
    {
        var mark = new string(' ', from) + new string('^', Math.Max(1, to - from));
        return new UsageException($"{_option}: {reason}\n  {_text}\n  {mark}") { Option = _option };
    }
}
