namespace CtrBench.Harness.Report;

/// <summary>One picture of the report, drawn or omitted.</summary>
/// <param name="Name">File name without extension, unique in the report: latency-microbatch-spp.</param>
/// <param name="Title">What it shows, whether measured or predicted, and with which profile.</param>
/// <param name="Caption">How to read it; empty when it was omitted.</param>
/// <param name="Svg">The SVG text, ids made unique by <paramref name="Name"/>; null when it was omitted.</param>
/// <param name="SvgPath">Path of the SVG file; null when it was omitted.</param>
/// <param name="PngPath">Path of the PNG file (two pixels per unit); null when it was omitted.</param>
/// <param name="Absent">Why it was omitted; null when it was drawn.</param>
internal sealed record ReportPicture(
    string Name, string Title, string Caption, string? Svg, string? SvgPath, string? PngPath, string? Absent);
