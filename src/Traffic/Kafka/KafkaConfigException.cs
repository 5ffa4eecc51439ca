using CtrBench.Windows;

namespace CtrBench.Traffic.Kafka;

/// <summary>A file of client properties cannot be used. The message names file, line and key, never a value.</summary>
/// <param name="problem">What is wrong, and where.</param>
/// <param name="remedy">What to do; null when the problem says it.</param>
/// <param name="cause">Why the file could not be read.</param>
internal sealed class KafkaConfigException(string problem, string? remedy = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.BadInput, problem, remedy, cause);
