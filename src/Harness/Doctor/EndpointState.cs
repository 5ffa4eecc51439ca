namespace CtrBench.Harness.Doctor;

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
