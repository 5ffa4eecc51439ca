namespace CtrBench.Harness.RunModel;

/// <summary>The loaded contents of a complete run folder: the input of the pure analysis.</summary>
internal sealed record RunContents
{
    /// <summary>manifest.json.</summary>
    public required RunManifest Manifest { get; init; }

    /// <summary>producer.json; null in a collected run.</summary>
    public ProducerReport? Producer { get; init; }

    /// <summary>expected.jsonl, in order of window start, then key.</summary>
    public required IReadOnlyList<ExpectedWindow> Expected { get; init; }

    /// <summary>results.csv, in order of arrival.</summary>
    public required IReadOnlyList<ResultRow> Results { get; init; }

    /// <summary>progress.jsonl, in order; empty in a collected run without it.</summary>
    public IReadOnlyList<ProgressEntry> Progress { get; init; } = [];
}
