using CtrBench.Harness.Answers;

namespace CtrBench.Harness.Report;

/// <summary>The first screen of the page: the answer, and the terms of the question.</summary>
internal static class AnswerSection
{
    private static readonly string[] Columns =
        ["first − second", "traffic", "numbers are", "difference (ms)", "95 % interval (ms)", "over", "says"];

    /// <summary>Appends the section.</summary>
    public static void Append(HtmlText html, Answer answer)
    {
        html.Raw("<section id=\"answer\">").Element("h2", "Answer");
        if (answer.Sentences.Count == 0) html.Element("p", "No run has an engine, so there is no answer.", "class=\"lead\"");
        foreach (AnswerSentence sentence in answer.Sentences) html.Element("p", sentence.Text, Class(sentence.Kind));
        html.Raw("<h3>The question</h3>").Raw("<dl>");
        foreach (AnswerTerm term in answer.Terms)
            html.Raw("<div>").Element("dt", term.Name).Element("dd", term.Text).Raw("</div>");
        html.Raw("</dl>").Raw("</section>");
    }

    /// <summary>Appends every difference that the answer is made of.</summary>
    public static void AppendTable(HtmlText html, Answer answer)
    {
        if (answer.Differences.Count > 0)
            html.Table("Differences of T1 − window end, paired", Columns, answer.Differences.Select(Row), wordColumns: 3);
    }

    private static string Class(AnswerKind kind) => kind switch
    {
        AnswerKind.Validity => "class=\"answer limits\"",
        AnswerKind.Difference => "class=\"answer lead\"",
        _ => "class=\"answer\"",
    };

    private static string[] Row(Difference difference) =>
    [
        $"{difference.First} − {difference.Second}",
        difference.Traffic,
        difference.NumbersAre,
        difference.MeanMs is { } mean ? NumberText.Ms(mean) : "unknown",
        LatencyTables.Range(difference.Interval?.Low, difference.Interval?.High),
        difference.Basis.Length > 0 ? difference.Basis : "–",
        difference.Verdict switch
        {
            DifferenceVerdict.FirstSooner => $"{difference.First} is sooner",
            DifferenceVerdict.SecondSooner => $"{difference.Second} is sooner",
            DifferenceVerdict.NoneTold => "no difference can be told",
            _ => $"unknown: {difference.Unknown}",
        },
    ];
}
