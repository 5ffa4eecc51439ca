using System.CommandLine;

namespace CtrBench.Harness.Cli;

/// <summary>How an answer is written to standard output.</summary>
internal enum OutputForm
{
    /// <summary>For people: sentences and tables.</summary>
    Table,

    /// <summary>The same as Markdown, to be pasted.</summary>
    Markdown,

    /// <summary>Rows of figures, with the names of the JSON.</summary>
    Csv,

    /// <summary>One JSON object.</summary>
    Json,
}

/// <summary>The options that every verb has: the form of the answer, and how much is said besides it.</summary>
internal static class OutputOptions
{
    /// <summary>The answer as JSON.</summary>
    public static readonly Option<bool> Json =
        ValueOption.Switch("--json", "One JSON object on standard output; messages go to standard error");

    /// <summary>Nothing but errors on standard error.</summary>
    public static readonly Option<bool> Quiet =
        ValueOption.Switch("--quiet", "Neither progress nor messages on standard error, only errors");

    /// <summary>More than usual on standard error, and every run in the answer.</summary>
    public static readonly Option<bool> Verbose = ValueOption.Switch("--verbose",
        "Every run of several in the answer, progress each second, the causes of an error, and the time taken");

    /// <summary>No colour, as with NO_COLOR.</summary>
    public static readonly Option<bool> NoColor = ValueOption.Switch("--no-color", "No colour in a terminal; the same as NO_COLOR=1");

    /// <summary>The form of the answer.</summary>
    public static readonly ValueOption<OutputForm> Output = ValueOption.Choice("--output",
        "Form of the answer: sentences and tables, the same as Markdown, rows of figures with the names of the JSON, or the same as --json",
        ("table", OutputForm.Table), ("markdown", OutputForm.Markdown), ("csv", OutputForm.Csv), ("json", OutputForm.Json));

    /// <summary>Those of a verb.</summary>
    public static IEnumerable<Option> Of(Verb verb) =>
        verb.HasTable ? [Output, Json, Quiet, Verbose, NoColor] : [Json, Quiet, Verbose, NoColor];

    /// <summary>The form that a line asks for.</summary>
    /// <exception cref="UsageException">Two of its options contradict each other.</exception>
    public static OutputForm Read(ParseResult line, Verb verb)
    {
        if (line.GetValue(Quiet)) line.Refuse(Verbose, "cannot be combined with --quiet; leave one out");
        if (!verb.HasTable || !line.Gives(Output)) return line.GetValue(Json) ? OutputForm.Json : OutputForm.Table;
        var form = line.Of(Output);
        if (form != OutputForm.Json && line.GetValue(Json))
            throw new UsageException(Output.Name, line.GetValue(Output)?.Text, "cannot be combined with --json; leave one out");
        return form;
    }

    /// <summary>Whether a line asks for JSON, as far as that can be told of one that cannot be read.</summary>
    public static bool AskForJson(IReadOnlyList<string> args) => args.Index().Any(arg =>
        arg.Item == Json.Name || arg.Item == $"{Output.Name}=json" || arg.Item == $"{Output.Name}:json"
        || (arg.Item == Output.Name && args.Skip(arg.Index + 1).FirstOrDefault() == "json"));
}
