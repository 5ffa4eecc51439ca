using System.Text.Json;
using System.Text.RegularExpressions;

namespace CtrBench.Windows.Recordings;

/// <summary>Describes an error in a JSON file without the names of .NET types, which mean nothing to the file's author.</summary>
internal static partial class JsonFaultText
{
    /// <summary>
    /// The error without its position: <c>missing 'engine'</c>, <c>unknown field 'batch_fixd_ms'</c>, or the first sentence of the JSON
    /// reader's message.
    /// </summary>
    public static string Of(JsonException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var sentence = FirstSentence(error.Message);
        if (Missing().Match(sentence) is { Success: true } missing) return $"missing {missing.Groups[1].Value}";
        if (Unknown().Match(sentence) is { Success: true } unknown) return $"unknown field '{unknown.Groups[1].Value}'";
        if (Null().Match(sentence) is { Success: true } empty) return $"'{empty.Groups[1].Value}' cannot be null";
        return sentence.Contains("could not be converted to", StringComparison.Ordinal)
            ? "the value has the wrong type"
            : sentence;
    }

    /// <summary>The same with its position in a file that contains nothing else: <c>line 2: missing 'engine'</c>.</summary>
    public static string WithPlace(JsonException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var line = FormattableString.Invariant($"line {error.LineNumber + 1 ?? 1}");
        return error.Path is null or "$" ? $"{line}: {Of(error)}" : $"{line}, {error.Path}: {Of(error)}";
    }

    private static string FirstSentence(string message)
    {
        var end = message.IndexOf(". ", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }

    [GeneratedRegex("missing required properties including: (.+)$")]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property '(.+?)' could not be mapped")]
    private static partial Regex Unknown();

    [GeneratedRegex("'([^']+)' on type .+ doesn't allow setting null")]
    private static partial Regex Null();
}
