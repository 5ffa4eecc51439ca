using CtrBench.Harness.Advice;
using CtrBench.Harness.Answers;

namespace CtrBench.Harness.Report;

/// <summary>advice.html: the advice on one page, without outside links.</summary>
internal static class AdvicePage
{
    private static readonly string[] Columns =
    [
        "engine", "recommended", "watermark delay", "lost of the first part", "at most (95 %)", "lost of the rest", "promise",
        "windows whole", "mean", "p90", "p99",
    ];

    private static readonly string[] CurveColumns =
        ["engine", "watermark delay", "rows lost", "share", "windows whole", "mean", "p90", "p99"];

    /// <summary>The page.</summary>
    public static string Render(AdviceResult result, ReportPicture picture)
    {
        var html = new HtmlText();
        Page.Begin(html, "CtrBench advice");
        html.Raw("<header>").Element("h1", "CtrBench advice")
            .Element("p", $"{result.Source}: {NumberText.Count(result.Rows)} rows over {AnswerText.Duration(result.SpanMs)}, "
                + $"{result.Partitions} partitions, windows of {NumberText.Duration(result.WindowMs)}; to keep "
                + $"{AnswerText.Percent(result.Completeness)} of the rows.")
            .Element("p", "Losses are those of the twins over these rows; latencies are predicted with a cost profile, not measured.",
                "class=\"provenance\"")
            .Raw("</header>").Raw("<main>").Raw("<section id=\"answer\">").Element("h2", "Answer");
        foreach (AdviceSentence sentence in result.Sentences)
            html.Element("p", sentence.Lead, "class=\"answer lead\"").Element("p", sentence.Ground, "class=\"answer\"");
        if (result.SetAside is { } future) html.Element("p", future.Text(), "class=\"answer\"");
        html.Raw("<ul>");
        foreach (string assumption in result.Assumptions) html.Element("li", AnswerText.Begin(assumption) + ".");
        html.Raw("</ul>").Raw("</section>");
        PictureSection.Append(html, [picture]);
        html.Raw("<section id=\"tables\">").Element("h2", "Settings compared")
            .Table("Delays, what they lose, and latencies from window end to result", Columns, result.Engines.Select(Row), wordColumns: 2)
            .Raw("</section>").Raw("<section id=\"lines\">").Element("h2", "Lines to paste");
        foreach (EngineLines lines in result.Lines) html.Element("h3", lines.Title).Element("pre", lines.Text);
        html.Raw("</section>").Raw("<section id=\"oddities\">").Element("h2", "What is odd in the data").Raw("<ul>");
        if (result.Oddities.Count == 0)
            html.Element("li", "Nothing that was looked for: idle or lagging partitions, gaps, bursts, rows from the future.");
        foreach (DataOddity oddity in result.Oddities) html.Element("li", $"{oddity.Code}: {oddity.Text}.");
        html.Raw("</ul>").Raw("</section>").Raw("<section id=\"curve\">").Element("h2", "All delays")
            .Table("Losses of all rows at each delay", CurveColumns, result.Engines.Where(a => a.Recommended).SelectMany(Curve))
            .Raw("</section>").Raw("</main>");
        return Page.End(html);
    }

    private static string[] Row(EngineAdvice advice) =>
    [
        AdviceText.Label(advice),
        advice.Recommended ? "yes" : advice.KeepsUp ? "" : "does not keep up",
        advice.DelayMs is { } ms ? NumberText.Duration(ms) : "unknown",
        AdviceText.Lost(advice.First), advice.First.LossUpperBound is { } bound ? AnswerText.Percent(bound) : "unknown",
        AdviceText.Lost(advice.Rest),
        AdviceText.Of(advice.Promise), advice.First.WholeShare is { } whole ? AnswerText.Percent(whole) : "unknown",
        Latency(advice.Run?.MeanMs), Latency(advice.Run?.P90Ms), Latency(advice.Run?.P99Ms),
    ];

    private static IEnumerable<string[]> Curve(EngineAdvice advice) => advice.Curve.Select(point => new[]
    {
        AdviceText.Label(advice),
        NumberText.Duration(point.Loss.DelayMs), NumberText.Count(point.Loss.Late), AdviceText.Lost(point.Loss),
        point.Loss.WholeShare is { } whole ? AnswerText.Percent(whole) : "unknown",
        point.Run is { } run ? Latency(run.MeanMs) : "", point.Run is { } run90 ? Latency(run90.P90Ms) : "",
        point.Run is { } run99 ? Latency(run99.P99Ms) : "",
    });

    private static string Latency(double? ms) => ms is { } value ? NumberText.Latency(value) : "unknown";
}
