using System.Globalization;

namespace CtrBench.Benchmarks.Faults;

/// <summary>Faults of a real broker and of its topics under running twins, as tables: fault by engine by guarantee.</summary>
internal sealed class FaultsCommand(
    int firstSeed, int seeds, (double Least, double Most) seconds, double minutes, IReadOnlyList<string> faults)
{
    /// <summary>The heading of the table.</summary>
    public const string Heading =
        "| fault | engine | guarantee | n | events lost | results again | ended | hung | recovery s, median | max | waits said, of those "
        + "over 10 s | right |\n|---|---|---|---|---|---|---|---|---|---|---|---|";

    /// <summary>
    /// Parses <c>faults [--seeds N] [--first-seed N] [--shortest SECONDS] [--longest SECONDS] [--minutes N] [--only kill,topic-replaced]</c>.
    /// Minutes limit each fault: its last seeds are left out then, and the table has the number of those that were tried.
    /// </summary>
    public static FaultsCommand Parse(string[] args)
    {
        string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at ? args[at + 1] : otherwise;
        double Number(string name, string otherwise) => double.Parse(Option(name, otherwise), CultureInfo.InvariantCulture);
        string[] all = [.. BrokerFault.All.Select(f => f.Name), .. TopicFault.All.Select(f => f.Name)];
        var only = Option("--only", string.Join(',', all)).Split(',');
        if (Array.Find(only, name => !all.Contains(name)) is { } unknown)
            throw new ArgumentException($"no fault '{unknown}': {string.Join(", ", all)}");
        return new(
            (int)Number("--first-seed", "0"), (int)Number("--seeds", "20"), (Number("--shortest", "0.5"), Number("--longest", "60")),
            Number("--minutes", "1000"),
            only);
    }

    /// <summary>Runs it and prints the table; 0 = no row has a loss, and every word was right.</summary>
    public async Task<int> RunAsync()
    {
        var broker = new BrokerProcess();
        List<string> rows = [], ofTopics = [];
        foreach (var fault in faults)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(minutes));
            if (BrokerFault.All.FirstOrDefault(f => f.Name == fault) is { } ofBroker)
                rows.AddRange(await new FaultSession(ofBroker, broker, firstSeed, seeds, seconds).RunAsync(limit.Token));
            if (TopicFault.All.FirstOrDefault(f => f.Name == fault) is { } ofTopic)
                ofTopics.AddRange(await new TopicFaultSession(ofTopic, broker.Address, firstSeed, seeds).RunAsync(limit.Token));
            Print(Heading, rows);
            Print(TopicFaultSession.Heading, ofTopics);
        }

        return rows.Concat(ofTopics).All(row => row.EndsWith("| yes |", StringComparison.Ordinal)) ? 0 : 1;
    }

    private static void Print(string heading, List<string> rows)
    {
        if (rows.Count == 0) return;
        Console.WriteLine(heading);
        foreach (var row in rows) Console.WriteLine(row);
    }
}
