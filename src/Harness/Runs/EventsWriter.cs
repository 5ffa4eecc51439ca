using System.Buffers.Text;
using System.Text;
using CtrBench.Windows.Events;

namespace CtrBench.Harness.Runs;

/// <summary>
/// Writes events.csv, the events topic as stored, a line per row as the engine reads it; in order of offset within a partition. Allocates
/// nothing per event. The file gets its final name only by <see cref="Complete"/>.
/// </summary>
internal sealed class EventsWriter : IDisposable
{
    /// <summary>The header.</summary>
    public const string Columns =
        "partition,event_time_ms,producer_timestamp_ns,due_ns,append_ms,kind,key,producer,state,new_visit";

    private const int LongestNumbers = 256;

    private readonly AtomicFile _file;
    private readonly KeyTable _keys;
    private readonly byte[] _line = new byte[LongestNumbers];
    private int _length;

    /// <summary>Opens the part file of <paramref name="path"/> and writes the header.</summary>
    /// <exception cref="RunFolderException">The folder cannot be written.</exception>
    public EventsWriter(string path, KeyTable keys)
    {
        (_file, _keys) = (new AtomicFile(path), keys);
        _file.Stream.Write(Encoding.ASCII.GetBytes(Columns + "\n"));
    }

    /// <summary>Writes one row. What the run does not know stays empty: due and append time, producer and state in real time.</summary>
    /// <exception cref="RunFolderException">The disk is full or the file cannot be written.</exception>
    public void Write(
        int partition, long eventTimeMs, RowFlags flags, long producerTimestampNs, long? dueNs, double appendMs, int keyId,
        ScheduledEvent? sent = null)
    {
        _length = 0;
        Number(partition);
        if ((flags & RowFlags.HasEventTime) != 0) Number(eventTimeMs);
        else End();
        if ((flags & RowFlags.HasProducerTimestamp) != 0) Number(producerTimestampNs);
        else End();
        if (dueNs is { } due) Number(due);
        else End();
        if (!double.IsNaN(appendMs) && Utf8Formatter.TryFormat(appendMs, _line.AsSpan(_length), out var written)) _length += written;
        End();
        Number((int)(flags & (RowFlags.View | RowFlags.Click)));
        try
        {
            _file.Stream.Write(_line, 0, _length);
            if (_keys.Text(keyId) is { } key) _file.Stream.Write(Encoding.UTF8.GetBytes(Quoted(key)));
            _length = 0;
            End();
            if (sent is { } scheduled)
            {
                Number(scheduled.Producer);
                Number(scheduled.State);
                Number(scheduled.NewVisit ? 1 : 0);
                _length--;
            }
            else
            {
                End();
                End();
            }

            _line[_length++] = (byte)'\n';
            _file.Stream.Write(_line, 0, _length);
        }
        catch (Exception error) when (RunFolderException.IsFileError(error))
        {
            throw RunFolderException.FromWrite(_file.Path, error);
        }
    }

    /// <summary>Closes the file and renames it to its final name.</summary>
    /// <exception cref="RunFolderException">The disk is full or the file cannot be written.</exception>
    public void Complete() => _file.Commit();

    /// <summary>Discards an incomplete file.</summary>
    public void Dispose() => _file.Dispose();

    // As in results.csv: a key that is empty or starts with a backslash is prefixed with one, so that the null key is the empty field.
    private static string Quoted(string key)
    {
        if (key.Length == 0 || key[0] == '\\') key = "\\" + key;
        return key.AsSpan().IndexOfAny(",\"\r\n") < 0 ? key : $"\"{key.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _line.AsSpan(_length), out var written);
        _length += written;
        End();
    }

    private void End() => _line[_length++] = (byte)',';
}
