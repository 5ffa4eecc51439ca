using System.Globalization;
using System.Text;
using CtrBench.Windows.Events;

namespace CtrBench.IntegrationTests.Json;

/// <summary>What a twin reads from a record, in the words of the programs that ask the engines.</summary>
internal sealed class TwinReading(Leniency leniency, bool mapped = false)
{
    /// <summary>The mapping that the programs know too: objects within objects, numbers and words as event types.</summary>
    private static readonly EventSchema Mapping = new()
    {
        EventTime = new TimeField("meta.ts", TimeForm.EpochS),
        EventType = new TypeField("kind") { Views = ["1", "shown"], Clicks = ["2", "true"] },
        ProducerTimestamp = new TimeField("sent.at.us", TimeForm.EpochUs),
        Key = "meta.k",
    };

    private readonly ParseProfile _profile = mapped
        ? new ParseProfile(leniency, GroupBy: GroupField.Key, Schema: Mapping)
        : new ParseProfile(leniency, BoundEventTime: false, GroupBy: GroupField.AdId);

    private readonly EventBatch _rows = new();

    /// <summary>The rows of a record.</summary>
    public string Of(byte[] record)
    {
        var keys = new KeyTable();
        var parser = new Utf8EventParser(_profile, keys);
        using var batch = new RecordBatch(0, 0);
        batch.Add(default, record);
        parser.Parse(batch, _rows);
        return string.Join(";", Enumerable.Range(0, _rows.Count).Select(row => Row(row, keys)));
    }

    private string Row(int row, KeyTable keys)
    {
        var flags = _rows.Flags[row];
        var timed = (flags & RowFlags.HasEventTime) != 0;
        var kind = (flags & RowFlags.View) != 0 ? "view" : (flags & RowFlags.Click) != 0 ? "click" : "other";
        var stamp = (flags & RowFlags.HasProducerTimestamp) != 0 ? Number(_rows.ProducerTimestampNs[row]) : "-";
        if (!timed) return $"-/{kind}/{stamp}";
        var key = keys.Text(_rows.KeyIds[row]);
        return $"{Number(_rows.EventTimeMs[row])}/{kind}/{stamp}/{(key is null ? "null" : Convert.ToHexStringLower(Encoding.UTF8.GetBytes(key)))}";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
