using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>How a traffic is told apart where the colour is the engine's: the same line and marker in every picture.</summary>
/// <param name="Line">Pattern of lines.</param>
/// <param name="Marker">Shape of points.</param>
/// <param name="Key">The legend's shape.</param>
internal readonly record struct TrafficMark(LinePattern Line, MarkerShape Marker, KeyShape Key)
{
    /// <summary>
    /// The mark of a traffic. Only a solid line has filled points: Skia's SVG cannot fill a shape right after a dashed line, and says so on
    /// standard error.
    /// </summary>
    public static TrafficMark Of(string traffic) => traffic switch
    {
        "SPP" => new(LinePattern.Solid, MarkerShape.FilledCircle, KeyShape.Line),
        "MMPP" => new(LinePattern.DenselyDashed, MarkerShape.OpenSquare, KeyShape.Dashed),
        _ => new(LinePattern.Dotted, MarkerShape.OpenTriangleUp, KeyShape.Dotted),
    };
}
