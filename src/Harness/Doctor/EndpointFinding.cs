namespace CtrBench.Harness.Doctor;

/// <summary>What was found out about one endpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it was looked for; null when it is not configured.</param>
/// <param name="State">How it was found.</param>
internal sealed record EndpointFinding(string Name, string? Address, EndpointState State)
{
    /// <summary>Its version; null when it does not tell.</summary>
    public string? Version { get; init; }

    /// <summary>Its clock minus ours, ms; null when it was not taken.</summary>
    public double? ClockOffsetMs { get; init; }

    /// <summary>The largest error of <see cref="ClockOffsetMs"/>, ms.</summary>
    public double? ClockBoundMs { get; init; }

    /// <summary>What else there is to know, or what is wrong and what to do; null when there is nothing.</summary>
    public string? Words { get; init; }
}

/// <summary>How an endpoint was found.</summary>
internal enum EndpointState
{
    /// <summary>It answers as it should.</summary>
    Answers,

    /// <summary>It was asked for and cannot be used.</summary>
    Fails,

    /// <summary>Neither option nor variable names it.</summary>
    NotConfigured,
}
