using System.CommandLine;
using System.CommandLine.Parsing;

namespace CtrBench.Harness.Cli;

/// <summary>What is wrong with a line that could not be parsed into a verb and its options, as our messages.</summary>
internal static class ParseFaults
{
    /// <summary>The first fault of <paramref name="line"/>.</summary>
    /// <param name="line">The line, with errors.</param>
    /// <param name="verbs">All verbs, for hints.</param>
    public static UsageException Of(ParseResult line, IReadOnlyList<Verb> verbs)
    {
        var names = verbs.Select(v => v.Name);
        var verb = verbs.FirstOrDefault(v => v.Name == line.CommandResult.Command.Name);
        if (verb is null)
        {
            return line.UnmatchedTokens is [var word, ..]
                ? NoSuchVerb(word, verbs)
                : new UsageException($"a verb is missing: {string.Join(", ", names)}; ctrbench VERB --help shows more");
        }

        if (line.UnmatchedTokens is [var stray, ..]) return Stray(stray, verb, verbs);
        foreach (var error in line.Errors)
            if (error.SymbolResult is { } symbol) return OfSymbol(symbol, error.Message);
        return new UsageException(line.Errors[0].Message);
    }

    /// <summary>A verb that does not exist.</summary>
    public static UsageException NoSuchVerb(string word, IReadOnlyList<Verb> verbs)
    {
        var names = verbs.Select(v => v.Name);
        return new UsageException($"{word}: no such verb{NearestName.Hint(word, names)} Verbs: {string.Join(", ", names)}");
    }

    /// <summary>Throws where an option stands in the place of another one's value: <c>--out --json</c>.</summary>
    /// <exception cref="UsageException">It does.</exception>
    public static void ThrowIfOptionAsValue(ParseResult line)
    {
        var names = line.CommandResult.Command.Options.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var given in line.CommandResult.Children.OfType<OptionResult>())
        {
            if (given.Tokens.FirstOrDefault(token => names.Contains(token.Value)) is { } option)
                throw new UsageException(given.Option.Name, null, $"a value is missing: {given.Option.Name} <{given.Option.HelpName}>; "
                    + $"{option.Value} is an option");
        }
    }

    private static UsageException Stray(string token, Verb verb, IReadOnlyList<Verb> verbs)
    {
        if (!token.StartsWith("--", StringComparison.Ordinal))
            return new UsageException($"{token}: {verb.Name} takes no such argument; values follow their option, as in --rate 5000/s");
        var name = token.Split('=')[0];
        var owners = verbs.Where(v => v.Options.Any(o => o.Name == name)).Select(v => v.Name).ToArray();
        var hint = NearestName.Hint(name, verb.Options.Where(o => !o.Hidden).Select(o => o.Name));
        return owners.Length > 0
            ? new UsageException(name, null, $"{verb.Name} has no such option; it belongs to {string.Join(", ", owners)}")
            : new UsageException(name, null, $"no such option{hint} ctrbench {verb.Name} --help lists them");
    }

    private static UsageException OfSymbol(SymbolResult symbol, string message) => symbol switch
    {
        OptionResult { Tokens.Count: 0, Option: var option } =>
            new UsageException(option.Name, null, $"a value is missing: {option.Name} <{option.HelpName}>"),
        OptionResult { Tokens.Count: > 1 } given => new UsageException(given.Option.Name, given.TextGiven(), "given more than once"),
        OptionResult { Option: var option } => new UsageException(message) { Option = option.Name },
        CommandResult { Command.Arguments: [var argument, ..] } => new UsageException($"name at least one {argument.HelpName}"),
        ArgumentResult argument => new UsageException($"name at least one {argument.Argument.HelpName}"),
        _ => new UsageException(message),
    };
}
