using System.Globalization;
using System.Net;
using CtrBench.Harness.Runs;

namespace CtrBench.Harness.Resources;

/// <summary>What Linux says of its processes, as text in files.</summary>
/// <param name="root">Where they are; a test has its own.</param>
internal sealed class ProcFiles(string root = "/proc")
{
    // The unit of the times is fixed at 1/100 s for programs, whatever the kernel counts in.
    private const double TicksPerSecond = 100;
    private const string Listening = "0A";

    /// <summary>Whether there are such files here.</summary>
    public bool Exist => File.Exists(Path.Combine(root, "self", "stat"));

    /// <summary>CPU time and memory of a process; null when it has ended or is not ours to see.</summary>
    public ProcessSample? Sample(int pid) => Read($"{pid}/stat") is { } text ? ParseStat(text, Environment.SystemPageSize) : null;

    /// <summary>Name of a process's program; null when it has ended.</summary>
    public string? NameOf(int pid) => Read($"{pid}/comm")?.Trim();

    /// <summary>Processes that listen on a TCP port; empty when there are none, or they are not ours to see.</summary>
    public IReadOnlyList<int> ListenersOn(int port)
    {
        var inodes = new[] { "net/tcp", "net/tcp6" }.Select(Read).OfType<string>()
            .SelectMany(text => ListeningInodes(text, port)).ToHashSet();
        return inodes.Count == 0 ? [] : [.. Pids().Where(pid => SocketsOf(pid).Any(inodes.Contains)).Order()];
    }

    /// <summary>Inodes of a process's open sockets.</summary>
    public IReadOnlyList<long> SocketsOf(int pid)
    {
        List<long> found = [];
        try
        {
            foreach (var link in new DirectoryInfo(Path.Combine(root, pid.ToString(CultureInfo.InvariantCulture), "fd")).EnumerateFiles())
                if (InodeOf(link.LinkTarget) is { } inode) found.Add(inode);
        }
        catch (Exception e) when (RunFolderException.IsFileError(e))
        {
            // It has ended meanwhile, or belongs to another user.
        }

        return found;
    }

    /// <summary>A line of <c>stat</c>: times in 1/100 s and memory in pages, after a name that may hold blanks and brackets.</summary>
    public static ProcessSample? ParseStat(string text, int pageBytes)
    {
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 21 && Number(fields[11]) is { } user && Number(fields[12]) is { } system && Number(fields[21]) is { } pages
            ? new ProcessSample(user / TicksPerSecond, system / TicksPerSecond, pages * pageBytes)
            : null;
    }

    /// <summary>Inodes of the sockets that listen on a port, in <c>net/tcp</c> or <c>net/tcp6</c>.</summary>
    public static IEnumerable<long> ListeningInodes(string table, int port)
    {
        foreach (var line in table.Split('\n').Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[3] == Listening && fields[1].EndsWith($":{port:X4}", StringComparison.OrdinalIgnoreCase)
                && Number(fields[9]) is { } inode)
            {
                yield return inode;
            }
        }
    }

    private static long? InodeOf(string? link) => link is not null && link.StartsWith("socket:[", StringComparison.Ordinal)
        ? Number(link["socket:[".Length..].TrimEnd(']')) : null;

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    private IEnumerable<int> Pids() => Directory.EnumerateDirectories(root).Select(Path.GetFileName)
        .Select(name => Number(name ?? "")).OfType<long>().Select(pid => (int)pid);

    private string? Read(string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, name));
        }
        catch (Exception e) when (RunFolderException.IsFileError(e))
        {
            return null;
        }
    }
}

/// <summary>CPU time and memory of a process at one moment.</summary>
/// <param name="UserSeconds">CPU time in user mode since its start.</param>
/// <param name="SystemSeconds">CPU time in the kernel.</param>
/// <param name="MemoryBytes">Resident memory.</param>
internal readonly record struct ProcessSample(double UserSeconds, double SystemSeconds, long MemoryBytes);

/// <summary>Which addresses are of this machine.</summary>
internal static class LocalAddress
{
    /// <summary>Host and port of <c>host:port</c>, of the first of several; null when it is not one.</summary>
    public static (string Host, int Port)? Parse(string address)
    {
        var first = address.Split(',')[0];
        var colon = first.LastIndexOf(':');
        return colon > 0 && int.TryParse(first[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (first[..colon].Trim('[', ']'), port) : null;
    }

    /// <summary>Whether a host is this machine: only then may its processes be found here.</summary>
    public static bool IsHere(string host)
    {
        try
        {
            var own = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(a => a.Address).ToHashSet();
            var addresses = Dns.GetHostAddresses(host);
            return addresses.Length > 0 && addresses.All(a => IPAddress.IsLoopback(a) || own.Contains(a));
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ArgumentException
            or System.Net.NetworkInformation.NetworkInformationException)
        {
            return false;
        }
    }
}
