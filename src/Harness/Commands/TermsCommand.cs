using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using CtrBench.Harness.Answers;
using CtrBench.Harness.Cli;
using CtrBench.Harness.RunModel;
using Spectre.Console;

namespace CtrBench.Harness.Commands;

/// <summary><c>terms</c>: what the words of answers and reports mean, with the texts of the page.</summary>
internal static class TermsCommand
{
    /// <summary>Its name, to which <c>help TERM</c> leads too.</summary>
    public const string Name = "terms";

    private static readonly Argument<string[]> Words = new("term")
    {
        HelpName = "term",
        Description = "The term to explain: floor, T1 - floor, MMPP, watermark; by default all of them",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = Name,
        Summary = "Explain the terms of answers and reports: T1 - floor, MMPP, watermark, ...",
        Examples = ["terms", "terms floor", "terms T1 - floor", "help watermark"],
        Options = [],
        Argument = Words,
        Body = (line, _, _) => Task.FromResult(Report(string.Join(' ', line.GetValue(Words) ?? []))),
    };

    private static VerbReport Report(string term)
    {
        IReadOnlyList<TermMeaning> found = term.Length == 0 ? TermMeanings.All : TermMeanings.Find(term) is { } known
            ? [known]
            : throw new UsageException($"{term}: no such term{NearestName.Hint(term, TermMeanings.Names)} ctrbench terms lists them; more "
                + "are in docs/glossary.md");
        var json = new JsonObject
        {
            ["terms"] = new JsonArray([.. found.Select(one => JsonSerializer.SerializeToNode(one, RunJson.Line))]),
        };
        return new VerbReport(ExitCode.Good, json, console =>
        {
            foreach (var one in found)
                console.MarkupLine($"[bold]{Markup.Escape(one.Term)}[/]: {Markup.Escape(one.Meaning)}.");
        })
        {
            Rows = [.. found.Select(one => new JsonObject { ["term"] = one.Term, ["meaning"] = one.Meaning })],
        };
    }
}
