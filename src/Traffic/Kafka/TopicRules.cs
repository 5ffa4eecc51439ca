using System.Globalization;
using CtrBench.Traffic.Transport;

namespace CtrBench.Traffic.Kafka;

/// <summary>Whose a topic is. Pure: what was found decides.</summary>
internal static class TopicRules
{
    /// <summary>
    /// A topic is ours when every record looked at carries a run mark, whatever run's. One that was never written is nobody's. One whose
    /// records have all expired may be anybody's.
    /// </summary>
    public static TopicDecision Decide(TopicSpec spec, TopicFinding? found, bool recreate)
    {
        if (!KafkaAdmin.IsOfUsers(spec.Name)) return TopicDecision.Refuse;
        if (found is null) return TopicDecision.Create;
        var fits = found.Partitions == spec.Partitions && found.LogAppendTime;
        if (!found.EverWritten) return fits ? TopicDecision.Keep : TopicDecision.Recreate;
        var ours = found is { Looked: > 0, Stranger: null };
        return ours || recreate ? TopicDecision.Recreate : TopicDecision.Refuse;
    }

    /// <summary>Whether another run may be writing to it now: its last record is young, and not of <paramref name="runMark"/>.</summary>
    public static bool MayBeInUse(TopicFinding found, string? runMark, long nowMs) =>
        found.LastMark is not null && found.LastMark != runMark && nowMs - found.LastAppendMs < 10_000;

    /// <summary>Why a topic is refused, and what to do.</summary>
    public static TransportException Refusal(TopicSpec spec, TopicFinding? found)
    {
        if (found is null || !KafkaAdmin.IsOfUsers(spec.Name))
            return new TransportException(
                $"Topic '{spec.Name}' has a name that Kafka keeps for itself", "Choose one that does not start with \"__\"");
        var records = found.Records.ToString("N0", CultureInfo.InvariantCulture);
        var what = found.Stranger is { } stranger
            ? $"it holds {records} records, and the one at {stranger} has no header '{KafkaHeaders.Run}'"
            : "it was written before, and its records are not kept any more";
        return new TransportException(
            $"Topic '{spec.Name}' is somebody else's: {what}. A run needs empty topics",
            "Choose other topics, or allow this one to be deleted with all its records")
        { Setting = KafkaSettings.RecreateSetting };
    }

    /// <summary>Another run was seen writing.</summary>
    public static TransportException InUse(TopicFinding found) => new(
        $"Topic '{found.Name}' is being written by another run (mark '{found.LastMark}')",
        "Wait for that run to end, or choose other topics")
    { Setting = TopicSpec.NameSetting };
}
