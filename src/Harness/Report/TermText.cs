using System.Text.RegularExpressions;

namespace CtrBench.Harness.Report;

/// <summary>
/// Explains terms where the page first uses them: the explanation is shown by hover, tap and keyboard focus, and in print stands beside the
/// term.
/// </summary>
internal sealed partial class TermText
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["T0"] = "when the newest event of a window was sent",
        ["T1"] = "when the window's result arrived at its reader",
        ["floor"] = "the earliest moment at which any correct engine could answer: window end + watermark delay + the wait for the first "
            + "event that is later",
        ["SPP"] = "steady Poisson process: events arrive independently of each other at one mean rate",
        ["MMPP"] = "Markov-modulated Poisson process: the mean rate switches at random between states, which makes bursts",
        ["twin"] = "this program's own engine with exactly the rules of the real one, compared with recordings of it",
        ["watermark delay"] = "how far out of order events may be: an engine waits so long for late ones before it answers",
        ["95 %"] = "the 95 % confidence interval of a mean",
    };

    private readonly HashSet<string> _explained = new(StringComparer.Ordinal);

    /// <summary>Escaped text, with the explanation of each term that was not explained before.</summary>
    public string Explain(string escaped) => Term().Replace(escaped, term => _explained.Add(term.Value)
        ? $"<dfn class=\"term\" tabindex=\"0\">{term.Value}<span class=\"meaning\"> ({HtmlText.Escape(Meanings[term.Value])})</span></dfn>"
        : term.Value);

    [GeneratedRegex(@"(?<![\w&#-])(?:T0|T1|floor|SPP|MMPP|twin|watermark delay|95 %)(?![\w-])")]
    private static partial Regex Term();
}
