using CtrBench.Engines.Emulation;

namespace CtrBench.Tests.Engines.Live;

public sealed class MicroBatchLiveAgainstSimulationTests() : LiveAgainstSimulationTests(TwinKind.MicroBatch);
