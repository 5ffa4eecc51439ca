namespace CtrBench.Engines.Validation;

/// <summary>How a replayed recording came out.</summary>
public enum ReplayVerdict
{
    /// <summary>The twin did exactly what the engine did.</summary>
    Equal,

    /// <summary>The twin differs in at least one field.</summary>
    Different,

    /// <summary>The file is no recording that can be replayed.</summary>
    Unreadable,
}
