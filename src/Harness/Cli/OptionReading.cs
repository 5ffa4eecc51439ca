using System.CommandLine;
using System.CommandLine.Parsing;

namespace CtrBench.Harness.Cli;

/// <summary>
/// Options as text. The library only cuts the line into options and values; every value is read here by our own rules, so that all
/// errors read alike.
/// </summary>
internal static class OptionReading
{
    /// <summary>An option with one value.</summary>
    /// <param name="name">Its name, dashes included.</param>
    /// <param name="value">What its value is called in the help.</param>
    /// <param name="description">What it does.</param>
    /// <param name="standard">The value that holds when it is not given; null when there is none.</param>
    public static Option<string> New(string name, string value, string description, string? standard = null)
    {
        var option = new Option<string>(name) { HelpName = value, Description = description };
        if (standard is not null) option.DefaultValueFactory = _ => standard;
        return option;
    }

    /// <summary>Whether the user gave the option.</summary>
    public static bool Gives(this ParseResult line, Option option) => line.GetResult(option) is { Implicit: false };

    /// <summary>The option's value as given, or its default; null when it has neither.</summary>
    public static string? TextOf(this ParseResult line, Option<string> option) =>
        line.GetResult(option) is { } result ? result.GetValueOrDefault<string>() : (string?)option.GetDefaultValueOrNull();

    /// <summary>The value of an option that has a default.</summary>
    public static string ValueOf(this ParseResult line, Option<string> option) =>
        line.TextOf(option) ?? throw new InvalidOperationException($"{option.Name} has no default");

    /// <summary>The position of the option's value among <paramref name="words"/>.</summary>
    /// <exception cref="UsageException">It is none of them.</exception>
    public static int IndexOf(this ParseResult line, Option<string> option, params string[] words)
    {
        var text = line.ValueOf(option);
        var index = Array.IndexOf(words, text.Trim());
        return index >= 0 ? index : throw new UsageException(option.Name, text, $"must be one of {string.Join(", ", words)}");
    }

    /// <summary>A duration, ms.</summary>
    /// <exception cref="UsageException">The value is none.</exception>
    public static long DurationOf(this ParseResult line, Option<string> option, bool zeroAllowed = false) =>
        DurationText.Parse(option.Name, line.ValueOf(option), zeroAllowed);

    /// <summary>A whole number.</summary>
    /// <exception cref="UsageException">The value is none, or outside its range.</exception>
    public static int CountOf(this ParseResult line, Option<string> option, int min, int max) =>
        (int)CountText.Parse(option.Name, line.ValueOf(option), min, max);

    /// <summary>A share, 0 .. 1.</summary>
    /// <exception cref="UsageException">The value is none.</exception>
    public static double ShareOf(this ParseResult line, Option<string> option) => ShareText.Parse(option.Name, line.ValueOf(option));

    /// <summary>The values of an option as the user wrote them; null for a switch.</summary>
    public static string? TextGiven(this OptionResult given) =>
        given.Tokens.Count == 0 ? null : string.Join(' ', given.Tokens.Select(t => t.Value));

    /// <summary>Refuses an option that the user gave.</summary>
    /// <exception cref="UsageException">The option was given.</exception>
    public static void Refuse(this ParseResult line, Option option, string reason)
    {
        if (line.GetResult(option) is { Implicit: false } given) throw new UsageException(option.Name, given.TextGiven(), reason);
    }

    private static object? GetDefaultValueOrNull(this Option option) => option.HasDefaultValue ? option.GetDefaultValue() : null;
}
