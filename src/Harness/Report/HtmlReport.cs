using System.Text.Json;
using System.Text.Json.Serialization;
using CtrBench.Harness.Answers;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Report;

/// <summary>report.html: one file without outside links, for reading, printing and keeping.</summary>
internal static class HtmlReport
{
    /// <summary>
    /// The page: the answer, the pictures that show it, verdicts, the other pictures, tables, notes, manifests, in this order. Pure: the
    /// same runs and pictures give the same text. An invalid run shows the reason instead of latencies.
    /// </summary>
    public static string Render(
        IReadOnlyList<ReportRun> runs, IReadOnlyList<ReportPicture> pictures, IReadOnlyList<FailedRun>? failed = null)
    {
        var html = new HtmlText();
        var answer = Answer.Of([.. runs.Select(run => run.Compared)]);
        Page.Begin(html, "CtrBench report");
        Header(html, runs);
        html.Raw("<main>");
        AnswerSection.Append(html, answer);
        PictureSection.AppendDecision(html, pictures);
        VerdictSection.Append(html, runs, failed ?? []);
        PictureSection.Append(html, pictures);
        html.Raw("<section id=\"tables\">").Element("h2", "Tables");
        AnswerSection.AppendTable(html, answer);
        TrapSection.Append(html, runs);
        LatencyTables.Append(html, runs);
        RunTables.Append(html, runs);
        ResourceTable.Append(html, runs);
        ProducerTables.Append(html, runs);
        html.Raw("</section>");
        NoteSection.Append(html, runs);
        ManifestSection.Append(html, runs);
        html.Raw("</main>");
        return Page.End(html);
    }

    private static void Header(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        string engines = string.Join(", ", runs.Select(r => r.Metrics.Engine).Distinct());
        string traffic = string.Join(", ", runs.Select(RunText.Traffic).Distinct(StringComparer.Ordinal));
        html.Raw("<header>")
            .Element("h1", "CtrBench report")
            .Element("p", $"{PluralText.Of(runs.Count, "run")} of {engines}; traffic {traffic}.")
            .Element("p", ProvenanceWords(runs), "class=\"provenance\"")
            .Raw("<nav aria-label=\"Page\"><a href=\"#answer\">Answer</a>")
            .Raw("<a href=\"#verdicts\">Verdicts</a> <a href=\"#pictures\">Pictures</a>")
            .Raw("<a href=\"#tables\">Tables</a> <a href=\"#notes\">Notes</a> <a href=\"#manifests\">Manifests</a></nav>")
            .Raw("</header>");
    }

    private static string ProvenanceWords(IReadOnlyList<ReportRun> runs)
    {
        string words = RunText.Provenance(runs);
        if (runs.All(RunText.IsPredicted))
            return $"Every number here is {words}: simulated in virtual time, not measured on a running engine.";
        return runs.Any(RunText.IsPredicted)
            ? $"Numbers here are {words}. Predicted ones come from virtual time; each table says which."
            : "Every number here was measured on running engines.";
    }
}

/// <summary>The manifest of every run, collapsed: what was run, on what.</summary>
internal static class ManifestSection
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>Appends the section.</summary>
    public static void Append(HtmlText html, IReadOnlyList<ReportRun> runs)
    {
        html.Raw("<section id=\"manifests\">").Element("h2", "Manifests");
        foreach (ReportRun run in runs)
        {
            html.Raw("<details>")
                .Element("summary", $"{run.Manifest.RunId}: {run.Manifest.Engine}{Version(run)}, {RunText.Provenance(run)}")
                .Element("pre", JsonSerializer.Serialize(run.Manifest, Json))
                .Raw("</details>");
        }

        html.Raw("</section>");
    }

    private static string Version(ReportRun run) => run.Manifest.EngineVersion is { } version ? $" ({version})" : "";
}
