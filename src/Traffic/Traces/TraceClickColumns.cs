using CsvHelper;

namespace CtrBench.Traffic.Traces;

/// <summary>
/// Columns that are not used and may say which rows were clicked: a name that speaks of clicks or events, or of a label, and values 0 and 1
/// or ones that name a click. Where a trace has no clicks they are invented, which must not happen beside recorded ones unseen.
/// </summary>
internal sealed class TraceClickColumns(TraceColumns columns)
{
    private const int LinesLookedAt = 10_000;
    private static readonly string[] Words = ["click", "clk", "event", "action", "attributed", "label", "target", "convers", "interaction"];
    private static readonly string[] Flags = ["0", "1", "true", "false"];

    private readonly (string Name, int Index)[] _ignored =
        [.. columns.Ignored.Where(column => Words.Any(word => column.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))];

    private readonly HashSet<string>[] _values = [.. columns.Ignored.Select(_ => new HashSet<string>(StringComparer.OrdinalIgnoreCase))];
    private int _lines;

    /// <summary>The columns that look like clicks.</summary>
    public IReadOnlyList<string> Candidates => [.. _ignored.Where((_, i) => LooksLikeClicks(_values[i])).Select(column => column.Name)];

    /// <summary>Looks at the current line.</summary>
    public void Look(CsvReader csv)
    {
        if (_lines++ >= LinesLookedAt) return;
        foreach (var (i, column) in _ignored.Index())
            if (column.Index < csv.FieldCount && _values[i].Count < 10) _values[i].Add(csv.GetString(column.Index).Trim());
    }

    private static bool LooksLikeClicks(HashSet<string> values) =>
        values.Any(value => value.Contains("click", StringComparison.OrdinalIgnoreCase))
        || values.Count(value => value.Length > 0) == 2
            && values.All(value => value.Length == 0 || Flags.Contains(value.ToLowerInvariant()));
}
