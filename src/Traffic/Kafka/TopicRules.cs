using CtrBench.Traffic.Transport;
using CtrBench.Windows;

namespace CtrBench.Traffic.Kafka;

/// <summary>Decides whether a run may use a topic. Pure: depends only on the facts found.</summary>
internal static class TopicRules
{
    /// <summary>
    /// A topic is ours when every record inspected carries a run mark, of any run. A topic that was never written to is free. If all
    /// records have expired, the owner is unknown.
    /// </summary>
    public static TopicDecision Decide(TopicSpec spec, TopicFinding? found, bool recreate)
    {
        if (!KafkaAdmin.IsOfUsers(spec.Name)) return TopicDecision.Refuse;
        if (found is null) return TopicDecision.Create;
        var fits = found.Partitions == spec.Partitions && found.LogAppendTime;
        if (!found.EverWritten) return fits ? TopicDecision.Keep : TopicDecision.Recreate;
        var ours = found is { Inspected: > 0, FirstUnmarked: null };
        return ours || recreate ? TopicDecision.Recreate : TopicDecision.Refuse;
    }

    /// <summary>Whether another run may be writing to it now: its last record is recent, and not of <paramref name="runMark"/>.</summary>
    public static bool MayBeInUse(TopicFinding found, string? runMark, long nowMs) =>
        found.LastMark is not null && found.LastMark != runMark && nowMs - found.LastAppendMs < 10_000;

    /// <summary>Why a topic is rejected, and what to do.</summary>
    public static TransportException Refusal(TopicSpec spec, TopicFinding? found)
    {
        if (found is null || !KafkaAdmin.IsOfUsers(spec.Name))
            return new TransportException(
                $"Topic '{spec.Name}' has a name that Kafka reserves", "Choose one that does not start with \"__\"");
        var what = found.FirstUnmarked is { } position
            ? $"it holds {PluralText.Of(found.Records, "record")}, and the one at {position} has no header '{KafkaHeaders.Run}'"
            : "it was written to before, and its records have expired";
        return new TransportException(
            $"Topic '{spec.Name}' was not created by ctrbench: {what}. A run needs empty topics",
            "Choose other topics, or allow this one to be deleted with all its records")
        { Setting = KafkaSettings.RecreateSetting };
    }

    /// <summary>Another run is writing.</summary>
    public static TransportException InUse(TopicFinding found) => new(
        $"Topic '{found.Name}' is being written by another run (mark '{found.LastMark}')",
        "Wait for that run to end, or choose other topics")
    { Setting = TopicSpec.NameSetting };
}

/// <summary>What a run does with a topic that it needs.</summary>
internal enum TopicDecision : byte
{
    /// <summary>It does not exist: it is created.</summary>
    Create = 0,

    /// <summary>It is empty, was never written and has the right shape: it is used as it is.</summary>
    Keep,

    /// <summary>It is deleted and recreated.</summary>
    Recreate,

    /// <summary>It was not created by ctrbench.</summary>
    Refuse,
}

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
