namespace CtrBench.Traffic.Kafka;

/// <summary>What becomes of a topic that a run asks for.</summary>
internal enum TopicDecision : byte
{
    /// <summary>It does not exist: it is created.</summary>
    Create = 0,

    /// <summary>It is empty, was never written and has the right shape: it is used as it is.</summary>
    Keep,

    /// <summary>It is deleted and created anew.</summary>
    Recreate,

    /// <summary>It is somebody else's.</summary>
    Refuse,
}
