namespace CtrBench.Traffic.Kafka;

/// <summary>A file of client properties cannot be used. The message names file, line and key, never a value.</summary>
/// <param name="message">What, where, what to do.</param>
/// <param name="cause">Why the file could not be read.</param>
public sealed class KafkaConfigException(string message, Exception? cause = null) : Exception(message, cause);
