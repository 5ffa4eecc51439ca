using CtrBench.Traffic.Arrivals;

namespace CtrBench.Traffic.Producers;

/// <summary>What one producer sends.</summary>
/// <param name="ProducerId">Its name in reports.</param>
/// <param name="Schedule">Its events by due time; read by this producer alone.</param>
/// <param name="Observer">Called for each event sent; null = none.</param>
internal sealed record ProducerPlan(string ProducerId, IEventSchedule Schedule, ISentObserver? Observer = null);
