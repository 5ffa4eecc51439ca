namespace CtrBench.Harness.Runs;

/// <summary>The broker of a run; part of the manifest. It contains no property of the user's file.</summary>
/// <param name="Address">host:port as given.</param>
/// <param name="Version">Release of its metadata; null when unknown.</param>
/// <param name="ClusterId">Its id; null when it does not tell.</param>
/// <param name="EventsTopic">Topic of events.</param>
/// <param name="ResultsTopic">Topic of results.</param>
/// <param name="RunMark">Mark in the header of every record that this run wrote; null when it wrote none.</param>
public sealed record BrokerEntry(
    string Address, string? Version, string? ClusterId, string EventsTopic, string ResultsTopic, string? RunMark);
