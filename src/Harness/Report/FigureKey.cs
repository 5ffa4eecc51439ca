using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>One entry of a figure's legend, which is above the panels and so never covers them.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Shape">Its symbol.</param>
internal sealed record FigureKey(string Text, Color Color, KeyShape Shape);

/// <summary>What a legend entry looks like.</summary>
internal enum KeyShape
{
    /// <summary>A solid line.</summary>
    Line,

    /// <summary>A dashed line.</summary>
    Dashed,

    /// <summary>A dotted line.</summary>
    Dotted,

    /// <summary>A filled dot.</summary>
    Dot,

    /// <summary>A filled area.</summary>
    Area,
}
