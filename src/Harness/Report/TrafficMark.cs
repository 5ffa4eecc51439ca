using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>How traffic is distinguished when colour shows the engine: the same line and marker in every picture.</summary>
/// <param name="Line">Pattern of lines.</param>
/// <param name="Marker">Shape of points.</param>
/// <param name="Key">The legend's shape.</param>
internal readonly record struct TrafficMark(LinePattern Line, MarkerShape Marker, KeyShape Key)
{
    /// <summary>
    /// The mark of a traffic. Only a solid line has filled points: Skia's SVG cannot fill a shape directly after a dashed line, and writes
    /// that to standard error.
    /// </summary>
    public static TrafficMark Of(string traffic) => traffic switch
    {
        "SPP" => new(LinePattern.Solid, MarkerShape.FilledCircle, KeyShape.Line),
        "MMPP" => new(LinePattern.DenselyDashed, MarkerShape.OpenSquare, KeyShape.Dashed),
        _ => new(LinePattern.Dotted, MarkerShape.OpenTriangleUp, KeyShape.Dotted),
    };
}
