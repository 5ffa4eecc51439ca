using CtrBench.Traffic.Kafka;

namespace CtrBench.Harness.Plans;

/// <summary>From what the line said of a broker to the settings of its clients.</summary>
internal static class BrokerSettings
{
    /// <summary>The settings; <paramref name="mark"/> goes into the header of every record written, null: none is written.</summary>
    /// <exception cref="KafkaConfigException">The file of properties cannot be used.</exception>
    public static KafkaSettings Of(BrokerPlan plan, string? mark) => Of(plan.Address, plan.ConfigFile) with
    {
        RunMark = mark,
        RecreateTopics = plan.RecreateTopics,
    };

    /// <summary>The settings of an address alone.</summary>
    /// <exception cref="KafkaConfigException">The file of properties cannot be used.</exception>
    public static KafkaSettings Of(string address, string? configFile)
    {
        var settings = new KafkaSettings { BootstrapServers = address };
        return configFile is null ? settings : settings with { Properties = KafkaConfigFile.Read(configFile) };
    }
}
