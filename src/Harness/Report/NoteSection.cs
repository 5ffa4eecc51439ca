using CtrBench.Harness.Measurement;

namespace CtrBench.Harness.Report;

/// <summary>Notes on valid runs, last: they are mostly the same for many runs, so each is shown once, with its runs.</summary>
internal static class NoteSection
{
    private const int MostRuns = 4;

    /// <summary>Appends the section; nothing without notes.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        html.Raw("<section id=\"notes\">").Element("h2", "Notes");
        var notes = runs.Where(r => VerdictSection.Worst(r) == (int)Severity.Note)
            .SelectMany(r => VerdictSection.Findings(r).Select(f => (Finding: f, r.Metrics.RunId)))
            .GroupBy(note => note.Finding, note => note.RunId).ToList();
        if (notes.Count == 0) html.Element("p", "There are none.");
        else html.Raw("<ul>");
        foreach (var note in notes)
        {
            string about = note.Count() == runs.Count && runs.Count > 1 ? "all runs"
                : note.Count() > MostRuns ? $"{NumberText.Count(note.Count())} runs" : string.Join(", ", note);
            html.Element("li", $"note, {note.Key.Code} ({about}): {note.Key.Text}", "class=\"note\"");
        }

        if (notes.Count > 0) html.Raw("</ul>");
        html.Raw("</section>");
    }
}
