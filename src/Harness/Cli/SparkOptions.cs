using System.CommandLine;
using CtrBench.Engines.SparkConnect;

namespace CtrBench.Harness.Cli;

/// <summary>A real Spark: where it is, and the token that it may want. The token comes from a file or a variable, never from the line:
/// command lines are seen by everyone on a machine, and end up in histories.</summary>
internal static class SparkOptions
{
    private const string TokenVariable = "CTRBENCH_SPARK_TOKEN";
    private const string Variable = "CTRBENCH_SPARK";
    private const string Example = "http://localhost:15002";
    private const int StandardPort = 15_002;
    private const int LongestTokenFile = 64 << 10;

    private static readonly ValueOption<Uri> Server =
        new("--spark", "url", $"Spark Connect; by default the one of {Variable}", ReadAddress) { Variable = Variable, Example = Example };

    private static readonly Option<string> TokenFile = ValueOption.Text("--spark-token-file", "file",
        $"File with the token of a Spark Connect server that requires one; by default the token is that of {TokenVariable}");

    /// <summary>Both.</summary>
    public static readonly IReadOnlyList<Option> All = [Server, TokenFile];

    /// <summary>The server that an option or the variable names, with its token; null when neither names one.</summary>
    /// <exception cref="UsageException">A value cannot be used, or a token is given for no server.</exception>
    public static SparkConnection? Read(ParseResult line, Func<string, string?> environment)
    {
        if (Server.Find(line, environment) is { } server) return new SparkConnection(server, Token(line, environment));
        line.Refuse(TokenFile, $"has no effect without a server; add {Server.Name}, or leave it out");
        return null;
    }

    /// <summary>The server of a verb that needs one.</summary>
    /// <exception cref="UsageException">A value cannot be used, or nothing names a server.</exception>
    public static SparkConnection ReadNeeded(ParseResult line, Func<string, string?> environment) =>
        Read(line, environment) ?? throw Server.Missing();

    private static Uri ReadAddress(string origin, string text)
    {
        if (text.Length == 0) throw new UsageException(origin, null, $"an address is missing: {Example}");
        // Spark's own sc://host/;token=... may hold a secret: from here on the text is not shown.
        if (text.Contains(';', StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal))
            throw new UsageException(origin, null, $"takes no parameters in the address: {Example}; put the token in the file of "
                + $"{TokenFile.Name} or in {TokenVariable}, and use https:// for TLS");
        var url = EndpointText.ParseUrl(origin, text, Example, "http", "https", "sc");
        if (url.AbsolutePath is not ("" or "/") || url.Fragment.Length > 0)
            throw new UsageException(origin, text, $"takes host and port only: {Example}");
        // https:// without a port is a proxy's 443; the others mean Spark's own port.
        return url.Scheme == "https" || SaysPort(text.Trim().TrimEnd('/')) ? url : new UriBuilder(url) { Port = StandardPort }.Uri;
    }

    private static bool SaysPort(string url) =>
        url.LastIndexOf(':') > Math.Max(url.IndexOf("//", StringComparison.Ordinal), url.LastIndexOf(']'));

    private static string? Token(ParseResult line, Func<string, string?> environment)
    {
        if (line.GetValue(TokenFile) is not { } path)
            return environment(TokenVariable) is { Length: > 0 } value ? Checked(TokenVariable, null, value) : null;
        if (Directory.Exists(path)) throw new UsageException(TokenFile.Name, path, "is a folder; name a file that holds the token");
        if (!File.Exists(path)) throw new UsageException(TokenFile.Name, path, "no such file");
        try
        {
            if (new FileInfo(path).Length > LongestTokenFile) throw new UsageException(TokenFile.Name, path, "is too long for a token");
            return Checked(TokenFile.Name, path, File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(TokenFile.Name, path, $"cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    // A header takes nothing else; the server would only say that the token is wrong.
    private static string Checked(string origin, string? path, string text)
    {
        var token = text.Trim();
        if (token.Length == 0) throw new UsageException(origin, path, "contains no token");
        return token.All(c => c is > ' ' and < '\x7f')
            ? token
            : throw new UsageException(origin, path, "contains no token: one line of printable ASCII without blanks is needed");
    }
}
