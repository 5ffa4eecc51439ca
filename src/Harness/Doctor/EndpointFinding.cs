namespace CtrBench.Harness.Doctor;

/// <summary>The result of the check of one endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The address checked; null when it is not configured.</param>
/// <param name="State">Its state.</param>
internal sealed record EndpointFinding(string Name, string? Address, EndpointState State)
{
    /// <summary>Its version; null when unknown.</summary>
    public string? Version { get; init; }

    /// <summary>Its clock minus ours, ms; null when it was not measured.</summary>
    public double? ClockOffsetMs { get; init; }

    /// <summary>The largest error of <see cref="ClockOffsetMs"/>, ms.</summary>
    public double? ClockBoundMs { get; init; }

    /// <summary>Further information, or what is wrong and what to do; null when there is none.</summary>
    public string? Message { get; init; }
}

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
