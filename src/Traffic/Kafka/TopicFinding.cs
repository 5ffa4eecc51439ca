namespace CtrBench.Traffic.Kafka;

/// <summary>An existing topic, as far as it decides whether it may be taken.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its number of partitions.</param>
/// <param name="LogAppendTime">Whether it stamps records itself, when it stores them.</param>
/// <param name="Records">Offsets between the first kept and the end, of all partitions.</param>
/// <param name="EverWritten">Whether some partition's end is not 0: there were records once.</param>
/// <param name="Looked">Records that were looked at: the first kept and the last of each partition.</param>
/// <param name="Stranger">Where the first of them without a run mark is ("partition 0, offset 12"); null when each has one.</param>
/// <param name="LastMark">The run mark of the youngest record looked at; null when none has one.</param>
/// <param name="LastAppendMs">When the youngest record looked at was stored, epoch ms; 0 when none was.</param>
internal sealed record TopicFinding(
    string Name, int Partitions, bool LogAppendTime, long Records, bool EverWritten, int Looked, string? Stranger,
    string? LastMark, long LastAppendMs);
