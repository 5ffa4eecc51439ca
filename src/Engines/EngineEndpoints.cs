using CtrBench.Traffic.Transport;

namespace CtrBench.Engines;

/// <summary>Where an engine reads and writes, and whose time it lives in.</summary>
/// <param name="Transport">The transport that holds both topics.</param>
/// <param name="EventsTopic">Topic of events; must exist.</param>
/// <param name="ResultsTopic">Topic of results; must exist.</param>
/// <param name="Clock">The clock of the run.</param>
public sealed record EngineEndpoints(ITransport Transport, string EventsTopic, string ResultsTopic, TimeProvider Clock);
