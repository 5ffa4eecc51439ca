namespace CtrBench.Traffic.Kafka;

/// <summary>The facts about an existing topic that decide whether a run may use it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Its number of partitions.</param>
/// <param name="LogAppendTime">Whether it uses LogAppendTime.</param>
/// <param name="Records">Offsets between the first kept and the end, of all partitions.</param>
/// <param name="EverWritten">Whether some partition's end is not 0: it has held records.</param>
/// <param name="Inspected">Records inspected: the first kept and the last of each partition.</param>
/// <param name="FirstUnmarked">Position of the first record without a run mark ("partition 0, offset 12"); null when all have one.</param>
/// <param name="LastMark">The run mark of the newest record inspected; null when none has one.</param>
/// <param name="LastAppendMs">When the newest record inspected was stored, epoch ms; 0 when none was.</param>
internal sealed record TopicFinding(
    string Name, int Partitions, bool LogAppendTime, long Records, bool EverWritten, int Inspected, string? FirstUnmarked,
    string? LastMark, long LastAppendMs);
