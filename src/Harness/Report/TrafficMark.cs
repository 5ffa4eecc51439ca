using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>How a traffic is told apart where the colour is the engine's: the same line and marker in every picture.</summary>
/// <param name="Line">Pattern of lines.</param>
/// <param name="Marker">Shape of points.</param>
/// <param name="Open">Points are drawn as outlines.</param>
/// <param name="Key">The legend's shape.</param>
internal readonly record struct TrafficMark(LinePattern Line, MarkerShape Marker, bool Open, KeyShape Key)
{
    /// <summary>The mark of a traffic.</summary>
    public static TrafficMark Of(string traffic) => traffic switch
    {
        "SPP" => new(LinePattern.Solid, MarkerShape.FilledCircle, false, KeyShape.Line),
        "MMPP" => new(LinePattern.Dashed, MarkerShape.FilledSquare, true, KeyShape.Dashed),
        _ => new(LinePattern.Dotted, MarkerShape.FilledTriangleUp, false, KeyShape.Dotted),
    };
}
