using System.Globalization;

namespace CtrBench.Harness.Cli;

/// <summary>Addresses of endpoints as users write them: brokers as host:port, others as URLs.</summary>
internal static class EndpointText
{
    private const string Example = "localhost:9092";

    /// <summary>Reads one or more brokers: <c>localhost:9092</c>, <c>a:9092,b:9092</c>, <c>[::1]:9092</c>.</summary>
    /// <exception cref="UsageException">One of them is not host:port.</exception>
    public static string ParseBrokers(string option, string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new UsageException(option, null, $"an address is missing: {Example}");
        return string.Join(',', text.Split(',').Select(one => ParseBroker(option, text, one.Trim())));
    }

    /// <summary>Reads a URL of one of these schemes, with host and port.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static Uri ParseUrl(string option, string text, string example, params string[] schemes)
    {
        var trimmed = text.Trim();
        var known = schemes.Any(scheme => trimmed.StartsWith(scheme + "://", StringComparison.OrdinalIgnoreCase));
        if (!known) throw new UsageException(option, text, $"begins with {string.Join(" or ", schemes.Select(s => s + "://"))}: {example}");
        if (!Uri.TryCreate(trimmed, UriKind.Absolute, out var url) || url.Host.Length == 0)
            throw new UsageException(option, text, $"not an address: {example}");
        if (url.Port is 0) throw new UsageException(option, text, "a port is from 1 to 65535");
        if (url.UserInfo.Length > 0) throw new UsageException(option, null, "takes no user name or password in the address");
        return url;
    }

    private static string ParseBroker(string option, string text, string one)
    {
        if (one.Length == 0) throw Refuse("names an empty address between commas");
        if (one.Contains("://", StringComparison.Ordinal)) throw Refuse($"brokers have no scheme: {Example}");
        if (one.Contains('@', StringComparison.Ordinal))
        {
            throw new UsageException(option, null,
                "takes no user name or password in the address: they belong in the file of --kafka-config");
        }

        var colon = one.LastIndexOf(':');
        var host = colon < 0 ? one : one[..colon];
        if (colon < 0 || one.EndsWith(']')) throw Refuse($"a port is missing: {(one.Length == 0 ? "localhost" : one)}:9092");
        if (host.Length == 0) throw Refuse($"a host is missing: {Example}");
        if (host.Contains(':', StringComparison.Ordinal) && !(host.StartsWith('[') && host.EndsWith(']')))
            throw Refuse("an IPv6 address must be in brackets: [::1]:9092");
        if (Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown) throw Refuse($"'{host}' is not a host name");
        var port = one[(colon + 1)..];
        if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65_535)
            throw Refuse("a port is from 1 to 65535");
        return one;

        UsageException Refuse(string reason) => new(option, text, reason);
    }
}
