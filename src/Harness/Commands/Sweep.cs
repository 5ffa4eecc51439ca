using System.CommandLine;
using CtrBench.Harness.Cli;
using CtrBench.Harness.Plans;

namespace CtrBench.Harness.Commands;

/// <summary>
/// Lists as values of a line, and <c>--seeds</c>: one run for each combination and seed, in folders of their own below one folder.
/// </summary>
internal static class Sweep
{
    private const int MostSimulated = 1_000;

    private const int MostLive = 100;

    /// <summary>The runs of a line; null when it has neither lists nor several seeds.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isLive">Whether its runs are made in real time.</param>
    /// <param name="plan">The plan of a line without lists, with the folder that it is given.</param>
    /// <exception cref="UsageException">There would be too many, or one of them cannot be run.</exception>
    public static SweepPlan? Of(ParseResult line, bool isLive, Func<ParseResult, string, RunPlan> plan)
    {
        var seeds = WorkloadOptions.SeedsOf(line, WorkloadOptions.SweepSeeds);
        if (Swept(line).Length == 0 && seeds.Count == 1) return null;
        var most = isLive ? MostLive : MostSimulated;
        ThrowIfTooLarge([seeds.Count], most);
        string? folder = null;
        List<RunPlan> runs = [];
        foreach (var (one, items) in Lines(line, seeds.Count, most))
        {
            var suffix = Suffix(items);
            var first = plan(one, "");
            folder ??= FolderNames.Choose(line, first.Name ?? $"{first.RunId}-sweep");
            foreach (var seed in seeds)
            {
                var workload = first.Workload with { Seed = seed };
                var runId = first.Name is { } name
                    ? FormattableString.Invariant($"{name}{suffix}-seed{seed}")
                    : FolderNames.RunName(first.Engine.Name, workload) + SuffixOfRunName(items);
                runs.Add(first with { RunId = runId, Workload = workload, Folder = Path.Combine(folder, FolderNames.Slug(runId)) });
            }
        }

        return new SweepPlan(runs, folder!, isLive) { Lists = ListsOf(line) };
    }

    /// <summary>The line once for each combination of the values in its lists, each without a list; itself where it has none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="runs">Runs that it makes of each combination.</param>
    /// <param name="most">Runs of all, at most.</param>
    /// <exception cref="UsageException">There would be too many.</exception>
    public static IReadOnlyList<(ParseResult Line, IReadOnlyList<SweptValue> Values)> Lines(
        ParseResult line, int runs, int most = MostSimulated)
    {
        var swept = Swept(line);
        if (swept.Length > 0) ThrowIfTooLarge([.. swept.Select(option => option.ItemsOf(line).Count), runs], most);
        List<(ParseResult Line, IReadOnlyList<SweptValue> Values)> lines = [(line, [])];
        foreach (var option in swept)
        {
            lines =
            [
                .. lines.SelectMany(one => option.ItemsOf(line).Index().Select(item => (
                    With(one.Line, option.Name, item.Item),
                    (IReadOnlyList<SweptValue>)[.. one.Values, new SweptValue(option.Name, item.Item, item.Index == 0)]))),
            ];
        }

        return lines;
    }

    /// <summary>What these values add to the name of an engine's run; null where they differ from others only in settings of the other
    /// family: a list of those changes nothing of an engine, and its run is made once.</summary>
    public static string? SuffixOf(EngineId engine, IReadOnlyList<SweptValue> values)
    {
        var own = values.Where(value => !QueryOptions.IsForeign(engine, value.Option)).ToList();
        return values.Except(own).All(value => value.IsFirst) ? SuffixOfRunName(own) : null;
    }

    /// <summary>The lists of a line as they stand on it; empty where it has none.</summary>
    public static IReadOnlyList<string> ListsOf(ParseResult line) =>
        [.. Swept(line).Select(option => $"{option.Name} {string.Join(',', option.ItemsOf(line))}")];

    private static string Suffix(IEnumerable<SweptValue> values) => string.Concat(values.Select(value => Suffix(value.Option, value.Text)));

    /// <summary>What they add to a name that is made of the workload, which says the scenario itself.</summary>
    public static string SuffixOfRunName(IEnumerable<SweptValue> values) =>
        Suffix(values.Where(value => value.Option != WorkloadOptions.Scenario.Name));

    private static ISweptOption[] Swept(ParseResult line) =>
        [.. line.CommandResult.Command.Options.OfType<ISweptOption>().Where(option => option.ItemsOf(line).Count > 1)];

    private static void ThrowIfTooLarge(IReadOnlyList<int> sizes, int most)
    {
        var size = sizes.Aggregate(1.0, (product, count) => product * count);
        if (size <= most) return;
        var product = string.Join(" x ", sizes.Select(count => FormattableString.Invariant($"{count:#,0}")));
        throw new UsageException(FormattableString.Invariant($"a sweep of {product} = {size:#,0} runs is too large, ")
            + FormattableString.Invariant($"{most:#,0} at the most; name fewer values or --seeds"));
    }

    private static string Suffix(string option, string item) =>
        "-" + option.TrimStart('-') + string.Concat(item.Where(c => char.IsAsciiLetterOrDigit(c) || c == '.'));

    // The same line with another value: everything that is checked of a line is checked of each combination.
    private static ParseResult With(ParseResult line, string option, string value)
    {
        var args = line.Tokens.Select(token => token.Value).ToArray();
        args[Array.IndexOf(args, option) + 1] = value;
        return line.RootCommandResult.Command.Parse(args, line.Configuration);
    }
}

/// <summary>A value of a list on the line.</summary>
/// <param name="Option">The option.</param>
/// <param name="Text">The value as given.</param>
/// <param name="IsFirst">Whether it is the first of its list.</param>
internal readonly record struct SweptValue(string Option, string Text, bool IsFirst);
