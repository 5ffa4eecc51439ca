using System.Globalization;
using System.Text.RegularExpressions;

namespace CtrBench.Benchmarks.Faults;

/// <summary>
/// One fault of a topic, again and again, for both twins with both guarantees: each try with topics and checkpoints of its own. A try is right
/// when the twin ends with the promised exit code and message, the same command does what is promised then, and all events are accounted for.
/// </summary>
internal sealed partial class TopicFaultSession(TopicFault fault, string address, int firstSeed, int seeds)
{
    /// <summary>The heading of its table.</summary>
    public const string Heading =
        "| fault | engine | guarantee | n | exit | the same command | events lost | results again | lost and not said | right |\n"
        + "|---|---|---|---|---|---|---|---|---|---|";

    private readonly string _folder = Directory.CreateTempSubdirectory("ctrbench-topic-faults-").FullName;

    /// <summary>Runs it; a row of the table for each engine.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        List<(string Twin, string Guarantee)> engines =
        [
            .. from twin in (string[])["microbatch", "continuous"]
               from guarantee in (string[])["at-least-once", "exactly-once"]
               where !fault.OfMarks || guarantee == "exactly-once"
               select (twin, guarantee),
        ];
        var tries = engines.ConvertAll(_ => new List<Outcome>());
        for (var seed = firstSeed; seed < firstSeed + seeds && !ct.IsCancellationRequested; seed++)
        {
            var outcomes = await Task.WhenAll(engines.Select(engine => TryAsync(engine.Twin, engine.Guarantee, seed)));
            for (var e = 0; e < engines.Count; e++) tries[e].Add(outcomes[e]);
        }

        return [.. engines.Select((engine, e) => Row(engine.Twin, engine.Guarantee, tries[e]))];
    }

    private async Task<Outcome> TryAsync(string twin, string guarantee, int seed)
    {
        var name = $"{fault.Name}-{twin}-{guarantee}-{seed}-{Environment.ProcessId}";
        await using var of = new TopicFaultTry(twin, guarantee, address, name, _folder);
        await of.BeginAsync(CancellationToken.None);
        // Before, during and after a checkpoint.
        await Task.Delay(seed * 137 % 1_000);
        await fault.StrikeAsync(of, CancellationToken.None);
        var code = await of.EndedAsync(CancellationToken.None);
        var right = code == fault.Code && of.Words.Contains(fault.Said, StringComparison.Ordinal);
        if (!right) Console.WriteLine($"  {name}: exit {code}: {of.Words}");
        of.Start();
        var (lost, again, unsaid) = (0L, 0L, 0L);
        if (fault.Continues)
        {
            (lost, again) = await of.CompareAsync(CancellationToken.None);
            of.Signal("INT");
        }

        var next = await of.EndedAsync(CancellationToken.None);
        var nextRight = next == fault.NextCode && of.Words.Contains(fault.NextSaid, StringComparison.Ordinal);
        if (!nextRight) Console.WriteLine($"  {name}: the same command: exit {next}: {of.Words}");
        if (fault.Loses) (lost, unsaid, nextRight) = await LossAsync(of, name, nextRight);
        Console.WriteLine($"{name}: exit {code}, then {next}; lost {lost}, again {again}, lost and not said {unsaid}");
        return new Outcome(code, next, lost, again, unsaid,
            right && nextRight && unsaid == 0 && (fault.Loses || lost == 0) && (again == 0 || guarantee == "at-least-once"));
    }

    // All events are either read or said to be removed.
    private static async Task<(long Lost, long Unsaid, bool Right)> LossAsync(TopicFaultTry of, string name, bool right)
    {
        of.Start("--fail-on-data-loss", "off", "--duration", "5s");
        var code = await of.EndedAsync(CancellationToken.None);
        var (read, removed) = (Number(Read().Match(of.Words)), Number(Removed().Match(of.Words)));
        if (code == 1 && read + removed == of.Sent) return (removed, 0, right);
        Console.WriteLine($"  {name}: off: exit {code}, {of.Sent} sent: {of.Words}");
        return (removed, of.Sent - read - removed, false);
    }

    private static long Number(Match match) =>
        match.Success ? long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 0;

    private string Row(string twin, string guarantee, List<Outcome> tries)
    {
        static string Codes(IEnumerable<int?> codes) =>
            string.Join(", ", codes.GroupBy(code => code).Select(g => $"{(g.Key is { } code ? $"{code}" : "hung")} x{g.Count()}"));
        var right = tries.Count(t => t.Right);
        return FormattableString.Invariant($"| {fault.Name} | {twin} | {guarantee} | {tries.Count} | {Codes(tries.Select(t => t.Code))} ")
            + FormattableString.Invariant($"| {Codes(tries.Select(t => t.Next))} | {tries.Sum(t => t.Lost)} | {tries.Sum(t => t.Again)} ")
            + FormattableString.Invariant($"| {tries.Sum(t => t.Unsaid)} | {(right == tries.Count ? "yes" : $"{right} of {tries.Count}")} |");
    }

    [GeneratedRegex(@"([\d,]+) events read")]
    private static partial Regex Read();

    [GeneratedRegex(@"incomplete: ([\d,]+) of these offsets were removed")]
    private static partial Regex Removed();

    private sealed record Outcome(int? Code, int? Next, long Lost, long Again, long Unsaid, bool Right);
}
