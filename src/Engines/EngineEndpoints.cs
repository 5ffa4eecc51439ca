using CtrBench.Traffic.Transport;

namespace CtrBench.Engines;

/// <summary>The topics that an engine reads and writes, and its clock.</summary>
/// <param name="Transport">The transport that holds both topics.</param>
/// <param name="EventsTopic">Topic of events; must exist.</param>
/// <param name="ResultsTopic">Topic of results; must exist.</param>
/// <param name="Clock">The clock of the run.</param>
public sealed record EngineEndpoints(ITransport Transport, string EventsTopic, string ResultsTopic, TimeProvider Clock)
{
    /// <summary>
    /// Folder of a twin's checkpoints: if it contains one, the query continues from it. Null: none are written, and the query reads from
    /// offset 0.
    /// </summary>
    public string? CheckpointFolder { get; init; }
}
