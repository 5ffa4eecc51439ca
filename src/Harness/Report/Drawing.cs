namespace CtrBench.Harness.Report;

/// <summary>A picture before it is written: a figure, or the reason why there is none.</summary>
internal sealed record Drawing
{
    /// <summary>File name without extension.</summary>
    public required string Name { get; init; }

    /// <summary>Headline.</summary>
    public required string Title { get; init; }

    /// <summary>How to read it.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The figure; null when there is nothing to draw.</summary>
    public Figure? Figure { get; init; }

    /// <summary>Why there is nothing to draw.</summary>
    public string? Absent { get; init; }

    /// <summary>An omitted picture, with the reason.</summary>
    public static Drawing Without(string name, string title, string reason) => new() { Name = name, Title = title, Absent = reason };
}
