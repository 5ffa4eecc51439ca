using CtrBench.Traffic.Arrivals;

namespace CtrBench.Traffic.Producers;

/// <summary>What one producer is to send.</summary>
/// <param name="ProducerId">Its name in reports.</param>
/// <param name="Schedule">Its events by due time; read by this producer alone.</param>
/// <param name="Observer">Who sees each event sent; null = nobody.</param>
public sealed record ProducerPlan(string ProducerId, IEventSchedule Schedule, ISentObserver? Observer = null);
