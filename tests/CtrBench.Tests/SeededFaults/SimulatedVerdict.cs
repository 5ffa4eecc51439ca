using System.Globalization;
using System.Text.RegularExpressions;
using CtrBench.Engines;
using CtrBench.Traffic.Transport;
using CtrBench.Windows.Events;
using CtrBench.Windows.Semantics;

namespace CtrBench.Tests.SeededFaults;

/// <summary>
/// What must hold: each stored event is counted in its window, exactly once or at least once, or the query has named it as lost, and
/// retention did remove it; each error was excused by a fault of its kind; each message too.
/// </summary>
internal sealed partial class SimulatedVerdict(SimulatedWorld world, SimulatedBroker broker, long closingMs)
{
    private readonly HashSet<(int Partition, long Offset)> _lost = [];
    private long _missing;
    private bool _mayBeLate;

    /// <summary>The error that ended the query for good, as it had to.</summary>
    public string? Named { get; private set; }

    /// <summary>The first thing that is wrong.</summary>
    public string? Wrong { get; private set; }

    /// <summary>Something is wrong.</summary>
    public void Fail(string what) => Wrong ??= what;

    /// <summary>The query has ended with an error: was there a fault of that kind, and can it go on?</summary>
    public void Explain(Exception error, bool starting)
    {
        var excuses = world.Excuses;
        switch (error)
        {
            case StandstillException:
                Fail(error.Message);
                break;
            case PartitionsAddedException when excuses.Contains(Excuse.Partitions):
            case RecordsRemovedException when excuses.Contains(Excuse.Retention):
            case ResultsNotStoredException when excuses.Contains(Excuse.Rejected) || excuses.Contains(Excuse.Outage):
            case TransportException when starting ? excuses.Contains(Excuse.Start) : excuses.Contains(Excuse.Outage):
                break;
            case TopicReplacedException when excuses.Contains(Excuse.Replaced):
                break;
            case CheckpointException when excuses.Contains(Excuse.Replaced) && OtherTopic().IsMatch(error.Message):
            case CheckpointException when starting && excuses.Contains(Excuse.Damage):
                Named = error.Message;
                break;
            case CheckpointException when excuses.Contains(Excuse.Disk) && error.Message.Contains("cannot be", StringComparison.Ordinal):
                break;
            default:
                Fail($"an error that nothing excuses: {error.GetType().Name}: {error.Message}");
                break;
        }
    }

    /// <summary>Takes the losses that a run has named.</summary>
    public void Read(QueryProgress progress)
    {
        // Offsets of another topic mean nothing here.
        if (world.Excuses.Contains(Excuse.Replaced)) return;
        foreach (var warning in progress.Warnings)
        {
            if (Loss().Match(warning) is { Success: true } loss) Lose(Number(loss, 1), Number(loss, 2), Number(loss, 3) + 1);
            else if (Start().Match(warning) is { Success: true } start) Lose(Number(start, 2), 0, Number(start, 1));
            else if (warning.Contains("at the checkpoint and has", StringComparison.Ordinal) && world.Excuses.Contains(Excuse.Partitions)) continue;
            else if (world.Excuses.Contains(Excuse.Damage) && warning.Contains("from the previous checkpoint", StringComparison.Ordinal)) continue;
            else Fail($"a message that nothing excuses: {warning}");
        }
    }

    /// <summary>The query was stopped when everything was over: are its results right?</summary>
    public void Judge(QueryProgress progress)
    {
        Read(progress);
        if (world.Excuses.Contains(Excuse.Replaced))
        {
            // Without a checkpoint of the former topic it begins anew, which is right.
            if (broker.HadCheckpoint) Fail("the topic was made again, and the query went on");
            else Named = "began anew before its first checkpoint";
            return;
        }

        // Rows of partitions that were added behind a row of another one may be late in truth.
        _mayBeLate = world.Excuses.Contains(Excuse.Partitions);
        JudgeWindows();
        var late = progress.LateRecords!.Value;
        if (_lost.Count == 0 && (world.Plan.ExactlyOnce ? _missing != late : _missing > late)) Fail($"{_missing} events of windows missing, but {late} were late");
        var records = broker.EventsTopic.Partitions.Sum(log => log.Records.Count(record => record is not null));
        if (_lost.Count == 0 && progress.RecordsRead != records) Fail($"{progress.RecordsRead} records read of {records}");
        if (late > 0 && !_mayBeLate) Fail($"{late} records late, though none was");
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private void Lose(int partition, long from, long to)
    {
        var log = broker.EventsTopic.Partitions[partition];
        if (to > log.FirstKept) Fail($"offsets {from} to {to} of partition {partition} were said to be lost, but {log.FirstKept} is kept");
        for (var offset = from; offset < to; offset++)
            if (offset < log.End && log.Records[(int)offset] is not null) _lost.Add((partition, offset));
    }

    private void JudgeWindows()
    {
        var byAd = world.Plan.Query.GroupBy != GroupField.None;
        var windows = (from log in broker.EventsTopic.Partitions.Select((log, p) => (log, p))
                       from record in log.log.Records.Select((record, offset) => (record, offset))
                       where record.record is not null && record.record.Row!.EventTimeMs < closingMs
                       let row = record.record.Row
                       group (record.record, Lost: _lost.Contains((log.p, record.offset))) by (StartMs: row.EventTimeMs / 1_000 * 1_000, Key: byAd ? row.Ad : null))
            .ToDictionary(window => window.Key, window => window.ToList());
        var results = broker.ResultsTopic.Partitions[0].Records.Select(record => WindowResultJson.Read(record!.Value, out _)!)
            .Where(result => result.WindowStartMs < closingMs).ToLookup(result => (StartMs: result.WindowStartMs, result.Key));
        foreach (var result in results.Where(result => !windows.ContainsKey(result.Key))) Fail($"a result of window {result.Key.StartMs} {result.Key.Key} without events");
        foreach (var (key, events) in windows) JudgeWindow($"window {key.StartMs - SimulatedWorld.StartMs} ms {key.Key}", events, [.. results[key]]);
    }

    private void JudgeWindow(string name, List<(SimulatedRecord Record, bool Lost)> events, List<ReceivedResult> results)
    {
        var kept = events.Where(e => !e.Lost).ToList();
        if (_mayBeLate && _lost.Count == 0) _missing += kept.Count - (results.Count == 0 ? 0 : results.Max(result => result.Views + result.Clicks));
        if (results.Count == 0 && kept.Count > 0 && !_mayBeLate) Fail($"{name}: no result, {kept.Count} events lost in silence");
        if (world.Plan.ExactlyOnce && results.Count > 1) Fail($"{name}: {results.Count} results with exactly-once");
        foreach (var result in results)
        {
            // What was named as lost may have been counted before that.
            var (counted, most, least) = (result.Views + result.Clicks, events.Count, kept.Count);
            if (counted < least && !_mayBeLate) Fail($"{name}: {least - counted} events of {most} lost in silence");
            if (counted > most) Fail($"{name}: {counted} events counted of {most}");
            if (least < most || counted < most) continue;
            var (clicks, newest) = (events.Count(e => e.Record.Row!.Click), events.Max(e => e.Record.Number));
            if ((result.Clicks, result.MaxProducerTimestampNs) != (clicks, newest)) Fail($"{name}: {result}, but {clicks} clicks, newest {newest}");
        }
    }

    [GeneratedRegex("made again|the topic is another one|belongs to another topic")]
    private static partial Regex OtherTopic();

    [GeneratedRegex(@"^data loss: topic 'events', partition (\d+): \d+ offsets \((\d+) to (\d+)\) were removed")]
    private static partial Regex Loss();

    [GeneratedRegex(@"^topic 'events': the first (\d+) offsets of partition (\d+) were gone before the start")]
    private static partial Regex Start();
}
