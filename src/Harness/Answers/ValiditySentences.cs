using CtrBench.Harness.Measurement;
using CtrBench.Harness.RunModel;

namespace CtrBench.Harness.Answers;

/// <summary>What must be known before any figure: which runs are invalid, and which have warnings.</summary>
internal static class ValiditySentences
{
    private const int MostNamed = 3;

    /// <summary>Which runs are invalid, first of all; none when every run is valid.</summary>
    public static IEnumerable<AnswerSentence> OfInvalid(IReadOnlyList<ComparedRun> runs)
    {
        ComparedRun[] invalid = [.. runs.Where(run => !run.IsValid)];
        if (invalid.Length > 0) yield return Invalid(runs.Count, invalid);
    }

    /// <summary>Which valid runs have warnings; none when no run has.</summary>
    public static IEnumerable<AnswerSentence> OfWarnings(IReadOnlyList<ComparedRun> runs)
    {
        ComparedRun[] warned = [.. runs.Where(run => run.IsValid && Warnings(run).Any())];
        if (warned.Length > 0) yield return Warned(runs.Count, warned);
    }

    private static AnswerSentence Invalid(int all, ComparedRun[] invalid)
    {
        string named = AnswerText.List(
            [.. invalid.Take(MostNamed).Select(run => $"{run.Manifest.RunId} ({Reason(run)})"), .. Others(invalid)]);
        string begin = (invalid.Length, all) switch
        {
            (1, 1) => "The run is invalid",
            _ when invalid.Length == all => $"All {AnswerText.Count(all)} runs are invalid",
            (1, _) => $"1 of {AnswerText.Count(all)} runs is invalid",
            _ => $"{AnswerText.Count(invalid.Length)} of {AnswerText.Count(all)} runs are invalid",
        };
        string whose = invalid.Length == 1 ? "it" : "them";
        return AnswerSentence.Of(AnswerKind.Validity, $"{begin}, and no latency of {whose} is shown: {named}.",
            new AnswerFigure("runs", "invalid", invalid.Length), new AnswerFigure("runs", "runs", all));
    }

    private static AnswerSentence Warned(int all, ComparedRun[] warned)
    {
        string codes = AnswerText.List(warned.SelectMany(Warnings).Distinct(StringComparer.Ordinal));
        string begin = (warned.Length, all) switch
        {
            (1, 1) => "The run is valid with warnings",
            (1, _) => $"1 of {AnswerText.Count(all)} runs is valid with warnings",
            _ => $"{AnswerText.Count(warned.Length)} of {AnswerText.Count(all)} runs are valid with warnings",
        };
        return AnswerSentence.Of(AnswerKind.Validity, $"{begin}, which limit these figures: {codes}.",
            new AnswerFigure("runs", "with_warnings", warned.Length), new AnswerFigure("runs", "runs", all));
    }

    private static string[] Others(ComparedRun[] runs) =>
        runs.Length > MostNamed ? [$"{AnswerText.Count(runs.Length - MostNamed)} more"] : [];

    private static string Reason(ComparedRun run)
    {
        if (run.Manifest.State is not (RunState.Complete or RunState.Partial)) return "it did not end in order";
        string codes = string.Join(", ", run.Metrics.ErrorCodes());
        return codes.Length > 0 ? codes : "no reason was recorded";
    }

    private static IEnumerable<string> Warnings(ComparedRun run) =>
        run.Metrics.Findings.Where(finding => finding.Severity == Severity.Warning).Select(finding => finding.Code);
}
