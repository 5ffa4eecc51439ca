using CtrBench.Engines.Emulation;

namespace CtrBench.Tests.Engines.Live;

/// <summary>What one run of a scenario gave.</summary>
/// <param name="ResultsPath">Its results.csv.</param>
/// <param name="Figures">The engine's final figures, in words.</param>
/// <param name="Batches">Its micro-batches.</param>
internal sealed record ScenarioOutcome(string ResultsPath, string Figures, IReadOnlyList<MicroBatchReport> Batches)
{
    /// <summary>Figures that both kinds of run have.</summary>
    public static string FiguresOf(long records, long results, long? watermarkMs, long lateDropped, long? late, long? malformed, long? open) =>
        $"{records} records, {results} results, watermark {watermarkMs}, {lateDropped} dropped, {late} late, {malformed} malformed, {open} open";
}
