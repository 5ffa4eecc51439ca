using System.Text;
using CtrBench.Windows.Events;

namespace CtrBench.Tests.Windows.Events;

/// <summary>One row as read, in words: <c>1700000001000 click 5</c>; a missing part is <c>-</c>; with a key: <c>... key=x</c>.</summary>
internal static class ReadRow
{
    public const string Nothing = "- - -";

    public static string[] All(ParseProfile profile, params string?[] records)
        => All(profile, [.. records.Select(r => r is null ? null : Encoding.UTF8.GetBytes(r))]);

    public static string[] All(ParseProfile profile, byte[]?[] records)
    {
        var keys = new KeyTable();
        using var batch = new RecordBatch(partition: 3, firstOffset: 17);
        foreach (var r in records) batch.Add("k"u8, r, tombstone: r is null);
        var rows = new EventBatch(1);
        new Utf8EventParser(profile, keys).Parse(batch, rows);
        Assert.Equal((3, 17, records.Length), (rows.Partition, rows.FirstOffset, rows.RecordCount));
        return [.. Enumerable.Range(0, rows.Count).Select(i => Text(rows, i, profile.GroupBy == GroupField.None ? null : keys))];
    }

    public static string Only(ParseProfile profile, string? record) => Assert.Single(All(profile, record));

    private static string Text(EventBatch rows, int i, KeyTable? keys)
    {
        var f = rows.Flags[i];
        var kind = (f & RowFlags.View) != 0 ? "view" : (f & RowFlags.Click) != 0 ? "click" : "-";
        var time = (f & RowFlags.HasEventTime) != 0 ? $"{rows.EventTimeMs[i]}" : "-";
        var ns = (f & RowFlags.HasProducerTimestamp) != 0 ? $"{rows.ProducerTimestampNs[i]}" : "-";
        var key = keys is null ? "" : $" key={keys.Text(rows.KeyIds[i]) ?? "-"}";
        return $"{time} {kind} {ns}{key}";
    }
}
