using System.Text.RegularExpressions;
using CtrBench.Harness.Answers;

namespace CtrBench.Harness.Report;

/// <summary>
/// Explains terms where the page first uses them: the explanation is shown by hover, tap and keyboard focus, and in print stands beside the
/// term.
/// </summary>
internal sealed partial class TermText
{
    private readonly HashSet<string> _explained = new(StringComparer.Ordinal);

    /// <summary>Escaped text, with the explanation of each term that was not explained before.</summary>
    public string Explain(string escaped) => Term().Replace(escaped, term => _explained.Add(term.Value)
        ? $"<dfn class=\"term\" tabindex=\"0\">{term.Value}<span class=\"meaning\"> ({MeaningOf(term.Value)})</span></dfn>"
        : term.Value);

    private static string MeaningOf(string term) => HtmlText.Escape(TermMeanings.Find(term)!.Meaning);

    [GeneratedRegex(@"(?<![\w&#-])(?:T0|T1|floor|SPP|MMPP|twin|watermark delay|95 %)(?![\w-])")]
    private static partial Regex Term();
}
