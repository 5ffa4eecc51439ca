using CtrBench.Engines;
using CtrBench.Tests.Contracts;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.Engines.Checkpoints;

/// <summary>What all runs of a scenario gave together.</summary>
/// <param name="Rows">Every row sent, in order, without those that close the last windows.</param>
/// <param name="Results">Every result that a reader of committed records sees, in order, windows of closing rows left out.</param>
/// <param name="Final">The last run's figures.</param>
/// <param name="Sent">Rows sent, closing ones included.</param>
/// <param name="ResultsStored">Results in the topic, those of closing rows included.</param>
/// <param name="Steps">Steps of the crash plan that were passed.</param>
/// <param name="Crashes">Runs that died.</param>
internal sealed record RestartOutcome(
    IReadOnlyList<TestRow> Rows, IReadOnlyList<ReceivedResult> Results, QueryProgress Final, long Sent, long ResultsStored, int Steps, int Crashes)
{
    /// <summary>In order of window and key, each once.</summary>
    public IReadOnlyList<ReceivedResult> Distinct => [.. Ordered(Results.Distinct())];

    /// <summary>In order of window and key.</summary>
    public IReadOnlyList<ReceivedResult> All => [.. Ordered(Results)];

    private static IEnumerable<ReceivedResult> Ordered(IEnumerable<ReceivedResult> results) =>
        results.OrderBy(r => r.WindowStartMs).ThenBy(r => r.Key, StringComparer.Ordinal);
}
