using CtrBench.Windows.Events;

namespace CtrBench.Traffic.Arrivals;

/// <summary>One ad.</summary>
/// <param name="AdId">Its id, the key of its events.</param>
/// <param name="AdType">Its type.</param>
/// <param name="PageId">The page that shows it.</param>
/// <param name="Ctr">The probability that a view of it is clicked.</param>
internal readonly record struct AdEntry(JsonText AdId, JsonText AdType, JsonText PageId, double Ctr);
