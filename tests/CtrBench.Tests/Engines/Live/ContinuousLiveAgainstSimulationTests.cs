using CtrBench.Windows;

namespace CtrBench.Tests.Engines.Live;

public sealed class ContinuousLiveAgainstSimulationTests() : LiveAgainstSimulationTests(EngineFamily.Continuous);
