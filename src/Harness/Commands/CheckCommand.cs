using System.CommandLine;
using System.Text.Json.Nodes;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary><c>check</c>: an experiment in a file, held to its thresholds and to stored figures. For a gate in CI.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> Experiment = new("experiment")
    {
        HelpName = "file",
        Description = "The experiment, a JSON file",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Baseline =
        ValueOption.Text("--baseline", "file", "Hold the figures also to those stored in this file, with its tolerances");

    private static readonly Option<bool> Update =
        ValueOption.Switch("--update", "Store the figures in the file of --baseline instead; tolerances that it has are kept");

    private static readonly Option<string> JUnit = ValueOption.Text("--junit", "file", "Write the report as JUnit XML");

    private static readonly Option<string> Markdown = ValueOption.Text("--markdown", "file", "Write the report as Markdown");

    private static readonly Option<string> Result = ValueOption.Text("--result", "file", "Write the report as JSON");

    private static readonly Option<bool> Schema = ValueOption.Switch("--print-schema", "Print the JSON schema of experiments");

    /// <summary>The verb.</summary>
    public static Verb Verb => new()
    {
        Name = "check",
        Summary = "Run an experiment in virtual time and check its thresholds and stored figures: a gate for CI",
        Examples =
        [
            "check examples/trigger.json",
            "check experiment.json --baseline baseline.json --junit check.xml --markdown summary.md",
            "check experiment.json --baseline baseline.json --update",
            "check --print-schema",
        ],
        Options = [Baseline, Update, JUnit, Markdown, Result, Schema, FolderNames.Out],
        Argument = Experiment,
        Body = async (line, session, ct) =>
        {
            if (line.GetValue(Schema)) return SchemaReport();
            var plan = Plan(line);
            var runs = plan.Cases.Sum(one => one.Runs.Count);
            var size = $"{PluralText.Of(runs, "run")} in virtual time";
            await session.Error.WriteLineAsync($"{plan.Experiment}: {size} -> {plan.Folder}");
            return await session.Runs.CheckAsync(plan, session, ct);
        },
    };

    /// <summary>The schema of experiments, as text.</summary>
    public static string SchemaText()
    {
        using var stream = typeof(CheckCommand).Assembly.GetManifestResourceStream("experiment.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static CheckPlan Plan(ParseResult line)
    {
        if (line.GetValue(Experiment) is not { } file) throw new UsageException("name an experiment: ctrbench check experiment.json");
        var baseline = line.GetValue(Baseline);
        if (line.GetValue(Update) && baseline is null)
            throw new UsageException(Update.Name, null, "needs --baseline FILE, which it writes");
        return ExperimentFile.Read(file, name => FolderNames.Choose(line, name)) with
        {
            BaselineFile = baseline,
            Update = line.GetValue(Update),
            JUnitFile = line.GetValue(JUnit),
            MarkdownFile = line.GetValue(Markdown),
            ResultFile = line.GetValue(Result),
        };
    }

    private static VerbReport SchemaReport()
    {
        var text = SchemaText();
        return new VerbReport(ExitCode.Good, JsonNode.Parse(text)!.AsObject(), console => console.Profile.Out.Writer.Write(text));
    }
}
