namespace CtrBench.Traffic.Kafka;

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
