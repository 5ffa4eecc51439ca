using CtrBench.Windows;

namespace CtrBench.Tests.Engines.Live;

public sealed class MicroBatchLiveAgainstSimulationTests() : LiveAgainstSimulationTests(EngineFamily.MicroBatch);
