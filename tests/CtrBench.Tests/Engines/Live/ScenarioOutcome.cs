using CtrBench.Engines;
using CtrBench.Harness.RunModel;
using CtrBench.Windows.Emulation;

namespace CtrBench.Tests.Engines.Live;

/// <summary>What one run of a scenario gave.</summary>
/// <param name="ResultsPath">Its results.csv.</param>
/// <param name="Figures">The engine's final figures, batches and steps left out.</param>
/// <param name="Batches">Its micro-batches.</param>
/// <param name="Expected">The oracle's windows.</param>
internal sealed record ScenarioOutcome(
    string ResultsPath, QueryProgress Figures, IReadOnlyList<MicroBatchReport> Batches, IReadOnlyList<ExpectedWindow> Expected);
