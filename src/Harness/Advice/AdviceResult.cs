namespace CtrBench.Harness.Advice;

/// <summary>All that <c>advise</c> found: the delays, what is odd in the data, and what the advice rests on.</summary>
internal sealed record AdviceResult
{
    /// <summary>Where the rows are from.</summary>
    public required string Source { get; init; }

    /// <summary>Rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Partitions of the topic.</summary>
    public required int Partitions { get; init; }

    /// <summary>From the first arrival to the last, ms.</summary>
    public required long SpanMs { get; init; }

    /// <summary>Window size, ms.</summary>
    public required long WindowMs { get; init; }

    /// <summary>Share of rows to keep, 0 .. 1.</summary>
    public required double Completeness { get; init; }

    /// <summary>What is assumed: where arrivals and partitions are from.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }

    /// <summary>The advice for each engine and trigger.</summary>
    public required IReadOnlyList<EngineAdvice> Engines { get; init; }

    /// <summary>What is odd in the data.</summary>
    public required IReadOnlyList<DataOddity> Oddities { get; init; }

    /// <summary>The lines that set the recommended delays.</summary>
    public required IReadOnlyList<EngineLines> Lines { get; init; }

    /// <summary>Few rows from the future, which the advice is without; null for none.</summary>
    public FutureRows? SetAside { get; init; }

    /// <summary>Whether the rows say how late they came: those of a file without arrivals, in order of time, do not.</summary>
    public required bool LatenessKnown { get; init; }

    /// <summary>The advice in sentences, for each engine what to set and what that rests on.</summary>
    public IReadOnlyList<AdviceSentence> Sentences =>
        LatenessKnown ? [.. Engines.GroupBy(a => a.Engine).Select(AdviceText.Of(this))] : [AdviceText.LatenessUnknown];

    /// <summary>Whether each engine has a recommendation that the rest of the data kept.</summary>
    public bool Holds => LatenessKnown
        && Engines.GroupBy(a => a.Engine).All(g => g.Any(a => a is { Recommended: true, Promise: Promise.Kept }));
}

/// <summary>The rows that advice is given on.</summary>
internal sealed record AdviceInput
{
    /// <summary>The rows.</summary>
    public required ArrivedRows Rows { get; init; }

    /// <summary>Where they are from.</summary>
    public required string Source { get; init; }

    /// <summary>Whether they say how late they came.</summary>
    public required bool LatenessKnown { get; init; }

    /// <summary>What is assumed about them.</summary>
    public required IReadOnlyList<string> Assumptions { get; init; }

    /// <summary>What reading them found odd.</summary>
    public required IReadOnlyList<DataOddity> Oddities { get; init; }
}

/// <summary>Lines to paste.</summary>
/// <param name="Title">Where.</param>
/// <param name="Text">The lines.</param>
internal sealed record EngineLines(string Title, string Text);

/// <summary>What to set on an engine, in words.</summary>
/// <param name="Lead">The setting and what it gives.</param>
/// <param name="Ground">What that rests on.</param>
internal sealed record AdviceSentence(string Lead, string Ground);
