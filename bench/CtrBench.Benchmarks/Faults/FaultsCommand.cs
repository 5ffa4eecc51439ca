using System.Globalization;

namespace CtrBench.Benchmarks.Faults;

/// <summary>Faults of a real broker under running twins, as a table: fault by engine by guarantee.</summary>
internal sealed class FaultsCommand(int firstSeed, int seeds, double longestSeconds, double minutes, IReadOnlyList<BrokerFault> faults)
{
    /// <summary>The heading of the table.</summary>
    public const string Heading =
        "| fault | engine | guarantee | n | events lost | results again | ended | hung | recovery s, median | max | waits said, of those "
        + "over 10 s | right |\n|---|---|---|---|---|---|---|---|---|---|---|---|";

    /// <summary>
    /// Parses <c>faults [--seeds N] [--first-seed N] [--longest SECONDS] [--minutes N] [--only kill,pause,restart]</c>. Minutes limit each
    /// fault: its last seeds are left out then, and the table has the number of those that were tried.
    /// </summary>
    public static FaultsCommand Parse(string[] args)
    {
        string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at ? args[at + 1] : otherwise;
        double Number(string name, string otherwise) => double.Parse(Option(name, otherwise), CultureInfo.InvariantCulture);
        var only = Option("--only", string.Join(',', BrokerFault.All.Select(f => f.Name))).Split(',');
        return new(
            (int)Number("--first-seed", "0"), (int)Number("--seeds", "20"), Number("--longest", "60"), Number("--minutes", "1000"),
            [.. only.Select(name => BrokerFault.All.Single(f => f.Name == name))]);
    }

    /// <summary>Runs it and prints the table; 0 = no row has a loss, and every word was right.</summary>
    public async Task<int> RunAsync()
    {
        var broker = new BrokerProcess();
        List<string> rows = [];
        foreach (var fault in faults)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
            rows.AddRange(await new FaultSession(fault, broker, firstSeed, seeds, longestSeconds).RunAsync(limit.Token));
            Console.WriteLine(Heading);
            foreach (var row in rows) Console.WriteLine(row);
        }

        return rows.TrueForAll(row => row.EndsWith("| yes |", StringComparison.Ordinal)) ? 0 : 1;
    }
}
