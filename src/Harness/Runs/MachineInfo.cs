namespace CtrBench.Harness.Runs;

/// <summary>The machine of a measurement.</summary>
/// <param name="Os">Operating system.</param>
/// <param name="Cpu">Processor name, when known.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="MemoryMb">Memory that the process may use, MB.</param>
/// <param name="Runtime">.NET version.</param>
public sealed record MachineInfo(string Os, string? Cpu, int Cores, long MemoryMb, string Runtime);
