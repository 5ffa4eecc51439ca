using System.Text.Json;
using System.Text.Json.Serialization;

namespace CtrBench.Harness.Report;

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
