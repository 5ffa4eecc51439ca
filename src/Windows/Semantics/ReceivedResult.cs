namespace CtrBench.Windows.Semantics;

/// <summary>A result as read from the results topic, of any engine.</summary>
/// <param name="WindowStartMs">Window start, epoch ms.</param>
/// <param name="WindowEndMs">Window end, exclusive, epoch ms.</param>
/// <param name="Views">Views.</param>
/// <param name="Clicks">Clicks.</param>
/// <param name="Ctr">clicks / views; null without views.</param>
/// <param name="MaxProducerTimestampNs">Largest producer timestamp, epoch ns.</param>
/// <param name="Key">Group key.</param>
public sealed record ReceivedResult(
    long WindowStartMs, long WindowEndMs, long Views, long Clicks, double? Ctr, long? MaxProducerTimestampNs, string? Key);
