using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>One entry of a figure's legend, which is above the panels and so never covers them.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Shape">Its symbol.</param>
internal sealed record FigureKey(string Text, Color Color, KeyShape Shape);
