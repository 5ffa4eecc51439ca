using CtrBench.Engines.Emulation;

namespace CtrBench.Tests.Engines.Live;

public sealed class ContinuousLiveAgainstSimulationTests() : LiveAgainstSimulationTests(TwinKind.Continuous);
