using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Numerics;

namespace CtrBench.Harness.Cli;

/// <summary>An option with a value, which is read by a parser that knows its unit when the line is cut.</summary>
internal sealed class ValueOption<T> : Option<OptionValue<T>>, IVariableOption, ISweptOption
{
    private readonly Func<string, string, T> _read;

    /// <summary>An option.</summary>
    /// <param name="name">Its name, dashes included.</param>
    /// <param name="value">What its value is called in the help.</param>
    /// <param name="description">What it does.</param>
    /// <param name="read">Option and text to value; throws <see cref="UsageException"/>.</param>
    /// <param name="standard">The value that holds when it is not given, as text; null when there is none.</param>
    public ValueOption(string name, string value, string description, Func<string, string, T> read, string? standard = null)
        : base(name)
    {
        (_read, HelpName, Description, CustomParser) = (read, value, description, Parse);
        if (standard is not null) DefaultValueFactory = _ => new OptionValue<T>(read(name, standard), standard);
    }

    /// <summary>The values that completion offers; of a list, for each of its items.</summary>
    public IReadOnlyList<string> Accepted
    {
        init => CompletionSources.Add(context => ValueOption.Offer(value, context.WordToComplete, IsList));
    }

    /// <summary>Whether several values may stand in one, separated by commas.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether a verb may take several values of it, separated by commas, and make a run with each.</summary>
    public bool Sweeps { get; init; }

    /// <summary>The environment variable that gives the value where the line does not; null for none.</summary>
    public string? Variable { get; init; }

    /// <summary>A value to show where one is needed and missing.</summary>
    public string Example { get; init; } = "";

    /// <summary>The value of the line, or else of the variable; null when neither has one.</summary>
    /// <exception cref="UsageException">The variable's text cannot be used.</exception>
    public T? Find(ParseResult line, Func<string, string?> environment)
    {
        if (line.GetValue(this) is { } given) return given.Value;
        return Variable is not null && environment(Variable) is { Length: > 0 } text ? _read(Variable, text) : default;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ItemsOf(ParseResult line) => line.GetValue(this)?.Items ?? [];

    /// <summary>The error of a line that has no value, nor has the variable.</summary>
    public UsageException Missing(string what = "is missing") => new(Name, null, $"{what}, and {Variable} is not set: {Name} {Example}");

    // An exception would leave completion and help without an answer.
    private OptionValue<T>? Parse(ArgumentResult given)
    {
        if (given.Tokens is not [var token, ..]) return null;
        try
        {
            if (!Sweeps || !token.Value.Contains(',')) return new OptionValue<T>(_read(Name, token.Value), token.Value);
            var values = ValueOption.ListOf(_read)(Name, token.Value);
            return new OptionValue<T>(values[0], token.Value) { Items = token.Value.Split(',', StringSplitOptions.TrimEntries) };
        }
        catch (UsageException refusal)
        {
            given.AddError(refusal.Message);
            return null;
        }
    }
}

/// <summary>An option whose value may come from an environment variable.</summary>
internal interface IVariableOption
{
    /// <summary>The variable; null for none.</summary>
    string? Variable { get; }
}

/// <summary>A value of an option.</summary>
/// <param name="Value">The value.</param>
/// <param name="Text">The text that it was read from, which the help shows of a default.</param>
internal sealed record OptionValue<T>(T Value, string Text)
{
    /// <summary>Of a list its items, of which <see cref="Value"/> is the first; else empty.</summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>An option of which a verb may take several values.</summary>
internal interface ISweptOption
{
    /// <summary>Its name, dashes included.</summary>
    string Name { get; }

    /// <summary>The items of the list that the line has for it; empty where it has no list.</summary>
    IReadOnlyList<string> ItemsOf(ParseResult line);
}

/// <summary>The kinds of options that there are, and how they are read off a line.</summary>
internal static class ValueOption
{
    /// <summary>A text that is taken as it is: a path, mostly.</summary>
    public static Option<string> Text(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    /// <summary>Several of them, each an argument of its own.</summary>
    public static Option<string[]> Texts(string name, string value, string description) => new(name)
    {
        HelpName = value,
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>An option without a value.</summary>
    public static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    /// <summary>A duration, ms.</summary>
    public static ValueOption<long> Duration(
        string name, string description, long? standardMs = null, bool zeroAllowed = false, bool sweeps = false) => new(
        name, "duration", description, (option, text) => DurationText.Parse(option, text, zeroAllowed),
        standardMs is { } ms ? DurationText.Format(ms) : null)
        {
            Sweeps = sweeps,
        };

    /// <summary>A whole number from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static ValueOption<T> Count<T>(string name, string description, string? standard, long min, long max = long.MaxValue)
        where T : INumber<T> =>
        new(name, "n", description, (option, text) => T.CreateChecked(CountText.Parse(option, text, min, max)), standard);

    /// <summary>A share, 0 .. 1.</summary>
    public static ValueOption<double> Share(string name, string description, double? standard = null) =>
        new(name, "share", description, ShareText.Parse, standard is { } share ? ShareText.Format(share) : null);

    /// <summary>One of several values; the first is the default.</summary>
    public static ValueOption<T> Choice<T>(string name, string description, params (string Word, T Value)[] choices) =>
        Choice(name, string.Join('|', choices.Select(c => c.Word)), description, choices[0].Word, choices);

    /// <summary>One of a list of values.</summary>
    public static ValueOption<T> Choice<T>(
        string name, string value, string description, string standard, params (string Word, T Value)[] choices)
    {
        string[] words = [.. choices.Select(c => c.Word)];
        return new ValueOption<T>(name, value, description, Read, standard) { Accepted = words };

        T Read(string option, string text)
        {
            var index = Array.IndexOf(words, text.Trim());
            return index >= 0 ? choices[index].Value : throw new UsageException(option, text, $"must be one of {string.Join(", ", words)}");
        }
    }

    /// <summary>Reads values separated by commas, none of them twice.</summary>
    public static Func<string, string, IReadOnlyList<T>> ListOf<T>(Func<string, string, T> read, string twice = "says one thing twice") =>
        (option, text) =>
        {
            T[] values = [.. text.Split(',').Select(item => read(option, item))];
            return values.Distinct().Count() == values.Length ? values : throw new UsageException(option, text, twice);
        };

    /// <summary>Whether the user gave the option.</summary>
    public static bool Gives(this ParseResult line, Option option) => line.GetResult(option) is { Implicit: false };

    /// <summary>The value of an option that is given or has a default.</summary>
    /// <exception cref="UsageException">It is a list, where one value is needed.</exception>
    public static T Of<T>(this ParseResult line, ValueOption<T> option) => line.GetValue(option) is { } value
        ? value.Items.Count < 2 ? value.Value : throw new UsageException(option.Name, value.Text, "takes one value here, no list")
        : throw new InvalidOperationException($"{option.Name} has no value");

    /// <summary>The values of an option as the user wrote them; null for a switch.</summary>
    public static string? TextGiven(this OptionResult given) =>
        given.Tokens.Count == 0 ? null : string.Join(' ', given.Tokens.Select(t => t.Value));

    /// <summary>Refuses an option that the user gave.</summary>
    /// <exception cref="UsageException">The option was given.</exception>
    public static void Refuse(this ParseResult line, Option option, string reason)
    {
        if (line.GetResult(option) is { Implicit: false } given) throw new UsageException(option.Name, given.TextGiven(), reason);
    }

    /// <summary>What completion offers for a word: of a list, its last item, and no item again.</summary>
    public static IEnumerable<CompletionItem> Offer(IReadOnlyList<string> accepted, string word, bool isList)
    {
        var begun = isList ? word[..(word.LastIndexOf(',') + 1)] : "";
        return accepted.Except(begun.Split(',')).Select(value => new CompletionItem(begun + value));
    }
}
