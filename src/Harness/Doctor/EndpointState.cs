namespace CtrBench.Harness.Doctor;

/// <summary>State of an endpoint.</summary>
internal enum EndpointState
{
    /// <summary>It answers correctly.</summary>
    Answers,

    /// <summary>It is configured but cannot be used.</summary>
    Fails,

    /// <summary>It is not configured by an option or variable.</summary>
    NotConfigured,
}
