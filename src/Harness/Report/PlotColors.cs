using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>
/// Colours after Okabe and Ito, distinguishable with any kind of colour vision, with a contrast of 3 to white where they are drawn as lines
/// or bars. An engine has the same one in every picture; <see cref="PageColors"/> has their counterparts on a dark ground and in print.
/// </summary>
internal static class PlotColors
{
    /// <summary>Delay and floor lines.</summary>
    public static readonly Color Line = Color.FromHex("#111111");

    /// <summary>Text.</summary>
    public static readonly Color Text = Color.FromHex("#222222");

    /// <summary>Secondary text, axes.</summary>
    public static readonly Color Muted = Color.FromHex("#555555");

    /// <summary>Grid.</summary>
    public static readonly Color Grid = Color.FromHex("#E4E4E4");

    /// <summary>Shade of the warm-up.</summary>
    public static readonly Color WarmUp = Color.FromHex("#F1F1F1");

    /// <summary>Shade of an outage of the log.</summary>
    public static readonly Color Outage = Color.FromHex("#F6C9C2");

    /// <summary>Curves that belong to no engine.</summary>
    public static readonly Color Neutral = Color.FromHex("#707070");

    /// <summary>Shade of the HIGH state.</summary>
    public static readonly Color High = Color.FromHex("#F0E442");

    private static readonly Dictionary<EngineId, Color> Engines = new()
    {
        [EngineId.MicroBatch] = Color.FromHex("#D55E00"),
        [EngineId.Continuous] = Color.FromHex("#0072B2"),
        [EngineId.Spark] = Color.FromHex("#B87800"),
        [EngineId.Flink] = Color.FromHex("#2A8FC9"),
    };

    // Other variants of the same engine: of its family, warm or blue, and dark enough on white.
    private static readonly Dictionary<EngineId, Color[]> Variants = new()
    {
        [EngineId.MicroBatch] = [Color.FromHex("#7A3200"), Color.FromHex("#C0504D")],
        [EngineId.Continuous] = [Color.FromHex("#003F73"), Color.FromHex("#2A8C9E")],
        [EngineId.Spark] = [Color.FromHex("#9C6B00"), Color.FromHex("#B8432F")],
        [EngineId.Flink] = [Color.FromHex("#1F78A8"), Color.FromHex("#5C6BC0")],
    };

    /// <summary>Window data: e - T0.</summary>
    public static readonly Color Data = Color.FromHex("#4D4D4D");

    /// <summary>Watermark delay: no engine can avoid it.</summary>
    public static readonly Color Delay = Color.FromHex("#949494");

    /// <summary>Wait for the mover.</summary>
    public static readonly Color Wait = Color.FromHex("#E5D200");

    /// <summary>Producer lag and broker append.</summary>
    public static readonly Color Ingest = Color.FromHex("#CC79A7");

    /// <summary>The engine's schedule.</summary>
    public static readonly Color Cadence = Color.FromHex("#009E73");

    /// <summary>The rest.</summary>
    public static readonly Color Overhead = Color.FromHex("#1A1A1A");

    /// <summary>
    /// The colour of an engine: batch engines warm, continuous ones blue; a twin is the darker of its pair, as it is drawn most often.
    /// </summary>
    public static Color Engine(EngineId engine) => Engines[engine];

    /// <summary>The colour of an engine's variant: the engine's own, then others of its family; after the last the first again.</summary>
    public static Color Engine(EngineId engine, int shade) =>
        (shade % (Variants[engine].Length + 1)) is var place and > 0 ? Variants[engine][place - 1] : Engines[engine];
}

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
