using System.Globalization;
using System.Text;
using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>
/// What the colours of the pictures become in the page: on a dark ground, and in print without colour. They are rules on the attributes
/// that Skia writes, so that the same picture serves all three.
/// </summary>
internal static class PageColors
{
    private static readonly (Color Light, string Dark, string Print)[] All =
    [
        (Colors.White, "#1b1b1a", "#fff"),
        (PlotColors.Text, "#e8e8e6", "#000"),
        (PlotColors.Muted, "#b4b4ae", "#333"),
        (PlotColors.Line, "#f5f5f3", "#000"),
        (PlotColors.Grid, "#3b3b39", "#ddd"),
        (PlotColors.WarmUp, "#2b2b2a", "#eee"),
        (PlotColors.Outage, "#5c2b25", "#ccc"),
        (PlotColors.Neutral, "#a8a8a6", "#666"),
        (PlotColors.High, "#5f5910", "#d8d8d8"),
        (PlotColors.Engine(EngineId.MicroBatch), "#ff8a3d", "#000"),
        (PlotColors.Engine(EngineId.Continuous), "#4db2ee", "#8a8a8a"),
        (PlotColors.Engine(EngineId.Spark), "#f0b23c", "#444"),
        (PlotColors.Engine(EngineId.Flink), "#9ad8ff", "#a8a8a8"),
        (PlotColors.Engine(EngineId.MicroBatch, 1), "#ffc299", "#777"),
        (PlotColors.Engine(EngineId.MicroBatch, 2), "#ff7b72", "#aaa"),
        (PlotColors.Engine(EngineId.Continuous, 1), "#a5d4ff", "#222"),
        (PlotColors.Engine(EngineId.Continuous, 2), "#5fd0dd", "#555"),
        (PlotColors.Engine(EngineId.Spark, 1), "#ffdf9e", "#888"),
        (PlotColors.Engine(EngineId.Spark, 2), "#ff9d8a", "#bbb"),
        (PlotColors.Engine(EngineId.Flink, 1), "#5bb8f0", "#333"),
        (PlotColors.Engine(EngineId.Flink, 2), "#b3bcff", "#666"),
        (PlotColors.Data, "#8a8a88", "#777"),
        (PlotColors.Delay, "#63635f", "#e4e4e4"),
        (PlotColors.Wait, "#f0e442", "#c4c4c4"),
        (PlotColors.Ingest, "#e39cc3", "#555"),
        (PlotColors.Cadence, "#35c79b", "#9c9c9c"),
        (PlotColors.Overhead, "#f2f2f0", "#000"),
    ];

    /// <summary>The rules.</summary>
    public static string Css()
    {
        var css = new StringBuilder("@media screen and (prefers-color-scheme: dark) {\n");
        foreach (var (light, dark, _) in All) Rule(css, light, dark);
        css.Append("}\n@media print {\n");
        foreach (var (light, _, print) in All) Rule(css, light, print);
        return css.Append("}\n").ToString();
    }

    private static void Rule(StringBuilder css, Color light, string other)
    {
        string name = Written(light);
        css.Append(CultureInfo.InvariantCulture, $".plot [fill=\"{name}\"] {{ fill: {other}; }} ");
        css.Append(CultureInfo.InvariantCulture, $".plot [stroke=\"{name}\"] {{ stroke: {other}; }}\n");
    }

    // As Skia writes a colour: short where it can be, white by name. Black it leaves out, so no colour of a picture is black.
    private static string Written(Color color)
    {
        string hex = string.Create(CultureInfo.InvariantCulture, $"{color.Red:X2}{color.Green:X2}{color.Blue:X2}");
        if (hex == "FFFFFF") return "white";
        return hex[0] == hex[1] && hex[2] == hex[3] && hex[4] == hex[5] ? $"#{hex[0]}{hex[2]}{hex[4]}" : $"#{hex}";
    }
}
