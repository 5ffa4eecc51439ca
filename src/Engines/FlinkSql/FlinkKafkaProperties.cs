using CtrBench.Traffic.Kafka;

namespace CtrBench.Engines.FlinkSql;

/// <summary>
/// Options of the Kafka connector: the user's librdkafka properties under the names of Java's client. Properties that only tune our own
/// client are not passed on; security properties without a Java name are rejected by name, never with their value.
/// </summary>
internal sealed class FlinkKafkaProperties
{
    private const string PropertiesSetting = $"{nameof(KafkaSettings)}.{nameof(KafkaSettings.Properties)}";

    private static readonly string[] SameName =
    [
        "security.protocol", "ssl.key.password", "ssl.keystore.password", "ssl.cipher.suites", "sasl.kerberos.service.name", "client.rack",
    ];

    private readonly List<(string Name, string Value)> _all = [];
    private readonly List<string> _secrets = [];
    private readonly IReadOnlyDictionary<string, string> _given;

    private FlinkKafkaProperties(KafkaSettings kafka)
    {
        _given = kafka.Properties;
        _all.Add(("properties.bootstrap.servers", kafka.BootstrapServers));
        foreach (var (name, value) in _given.OrderBy(property => property.Key, StringComparer.Ordinal)) Translate(name, value);
        Login();
    }

    /// <summary>Options, in the order in which they are written.</summary>
    public IReadOnlyList<(string Name, string Value)> All => _all;

    /// <summary>Secret values.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <summary>Which records of transactions the source reads; null: the client's default. A sink has no such property.</summary>
    public string? Isolation => _given.GetValueOrDefault(KafkaIsolation.Property);

    /// <summary>The options for these brokers.</summary>
    public static FlinkKafkaProperties Of(KafkaSettings kafka) => new(kafka);

    private void Translate(string name, string value)
    {
        switch (name)
        {
            case "sasl.mechanism" or "sasl.mechanisms":
                Add("sasl.mechanism", value);
                break;
            case "sasl.username" or "sasl.password":
                break; // together: Login
            case "ssl.ca.location":
                Add("ssl.truststore.type", "PEM");
                Add("ssl.truststore.location", value);
                break;
            case "ssl.ca.pem":
                Add("ssl.truststore.type", "PEM");
                AddSecret("ssl.truststore.certificates", value);
                break;
            case "ssl.certificate.pem":
                Add("ssl.keystore.type", "PEM");
                AddSecret("ssl.keystore.certificate.chain", value);
                break;
            case "ssl.key.pem":
                AddSecret("ssl.keystore.key", value);
                break;
            case "ssl.keystore.location":
                Add("ssl.keystore.type", "PKCS12");
                Add("ssl.keystore.location", value);
                break;
            case "ssl.endpoint.identification.algorithm":
                Add(name, value == "none" ? "" : value);
                break;
            case var _ when SameName.Contains(name):
                if (name.EndsWith("password", StringComparison.Ordinal)) AddSecret(name, value);
                else Add(name, value);
                break;
            case var _ when LetsIn(name):
                throw new QueryRefusedException(
                    PropertiesSetting,
                    $"'{name}' has no known counterpart in Flink's Kafka client; give Flink a separate listener, or use "
                    + "security.protocol, sasl.mechanism, sasl.username, sasl.password and PEM certificates");
        }
    }

    private static bool LetsIn(string name) =>
        name.StartsWith("ssl.", StringComparison.Ordinal) || name.StartsWith("sasl.", StringComparison.Ordinal)
        || name.StartsWith("security.", StringComparison.Ordinal) || name == "enable.ssl.certificate.verification";

    private void Login()
    {
        if (!_given.TryGetValue("sasl.username", out var user)) return;
        var password = _given.GetValueOrDefault("sasl.password", "");
        var mechanism = _given.GetValueOrDefault("sasl.mechanism") ?? _given.GetValueOrDefault("sasl.mechanisms") ?? "PLAIN";
        var module = mechanism.StartsWith("SCRAM-", StringComparison.Ordinal) ? "scram.ScramLoginModule" : "plain.PlainLoginModule";
        if (mechanism != "PLAIN" && !mechanism.StartsWith("SCRAM-", StringComparison.Ordinal))
        {
            throw new QueryRefusedException(
                PropertiesSetting, $"sasl.mechanism {mechanism} cannot be passed to Flink; use PLAIN or SCRAM-...");
        }

        _secrets.Add(password);
        AddSecret(
            "sasl.jaas.config",
            $"org.apache.kafka.common.security.{module} required username=\"{Quoted(user)}\" password=\"{Quoted(password)}\";");
    }

    private static string Quoted(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private void Add(string name, string value)
    {
        if (!_all.Contains(("properties." + name, value))) _all.Add(("properties." + name, value));
    }

    private void AddSecret(string name, string value)
    {
        Add(name, value);
        _secrets.Add(value);
    }
}
