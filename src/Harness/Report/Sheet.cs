using ScottPlot;

namespace CtrBench.Harness.Report;

/// <summary>
/// The width that a figure is drawn for. Text keeps its size on each, so that it can be read on a phone as on a desk: the page shows the
/// one that fits.
/// </summary>
/// <param name="Name">Its class in the page.</param>
/// <param name="Width">Width of the figure, units: pixels of the page, nearly.</param>
internal sealed record Sheet(string Name, int Width)
{
    /// <summary>A desktop, and the files in plots/.</summary>
    public static readonly Sheet Wide = new("wide", 1000);

    /// <summary>A tablet.</summary>
    public static readonly Sheet Medium = new("medium", 690);

    /// <summary>A phone.</summary>
    public static readonly Sheet Narrow = new("narrow", 344);

    /// <summary>All, in the order of the page.</summary>
    public static IReadOnlyList<Sheet> All { get; } = [Wide, Medium, Narrow];

    /// <summary>Whether labels have no room beside the plot.</summary>
    public bool IsNarrow => this == Narrow;

    /// <summary>Room for the vertical axis.</summary>
    public float Left => IsNarrow ? 58 : 72;

    /// <summary>Room for half of the last label of the horizontal axis.</summary>
    public float Right => IsNarrow ? 18 : 24;

    /// <summary>The padding of a panel; the last one of a column has the label of the shared axis.</summary>
    public PixelPadding Padding(bool last = true) => new(Left, Right, last ? 48 : 24, 6);
}
