using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>One entry of a figure's legend, which stands above the panels and so never covers what they show.</summary>
/// <param name="Text">Its words.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Shape">What it stands for.</param>
internal sealed record FigureKey(string Text, Color Color, KeyShape Shape);
