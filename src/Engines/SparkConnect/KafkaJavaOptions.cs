using CtrBench.Traffic.Kafka;

namespace CtrBench.Engines.SparkConnect;

/// <summary>
/// The user's librdkafka properties with the names of the Java client in Spark. Only security properties are passed on: tuning of our own
/// clients has no effect there. Values may be secrets: no message here contains one.
/// </summary>
internal static class KafkaJavaOptions
{
    private const string Field = $"{nameof(KafkaSettings)}.{nameof(KafkaSettings.Properties)}";

    private static readonly string[] SameName =
    [
        "ssl.key.password", "ssl.keystore.location", "ssl.keystore.password", "ssl.cipher.suites", "sasl.kerberos.service.name",
        "sasl.oauthbearer.scope", "client.dns.lookup",
    ];

    // Converted to other options below, or not relevant for security.
    private static readonly string[] Handled =
    [
        "security.protocol", "sasl.mechanism", "sasl.mechanisms", "sasl.username", "sasl.password", "ssl.ca.location", "ssl.ca.pem",
        "ssl.certificate.pem", "ssl.key.pem", "ssl.endpoint.identification.algorithm", "enable.ssl.certificate.verification",
    ];

    /// <summary>The Java client's options, without the prefix that Spark requires.</summary>
    /// <exception cref="QueryRefusedException">A security property has no Java counterpart; named without its value.</exception>
    public static IReadOnlyDictionary<string, string> Of(IReadOnlyDictionary<string, string> properties)
    {
        var java = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in properties)
        {
            if (SameName.Contains(name)) java[name] = value;
            else if (!Handled.Contains(name) && DecidesWhoIsLetIn(name))
                throw Refused(name, "the Java client in Spark has no equivalent property");
        }

        if (java.ContainsKey("ssl.keystore.location")) java["ssl.keystore.type"] = "PKCS12";
        if (Find(properties, "security.protocol") is { } protocol) java["security.protocol"] = protocol.ToUpperInvariant();
        AddSasl(properties, java);
        AddSsl(properties, java);
        return java;
    }

    private static void AddSasl(IReadOnlyDictionary<string, string> properties, SortedDictionary<string, string> java)
    {
        var mechanism = Find(properties, "sasl.mechanism") ?? Find(properties, "sasl.mechanisms");
        if (mechanism is not null) java["sasl.mechanism"] = mechanism;
        if (Find(properties, "sasl.username") is not { } user) return;
        var module = mechanism switch
        {
            "PLAIN" => "org.apache.kafka.common.security.plain.PlainLoginModule",
            "SCRAM-SHA-256" or "SCRAM-SHA-512" => "org.apache.kafka.common.security.scram.ScramLoginModule",
            _ => throw Refused("sasl.username", "a name and a password are supported with the mechanisms PLAIN, SCRAM-SHA-256 and "
                + "SCRAM-SHA-512"),
        };
        var password = Find(properties, "sasl.password") ?? "";
        java["sasl.jaas.config"] = $"{module} required username=\"{Quoted(user)}\" password=\"{Quoted(password)}\";";
    }

    private static void AddSsl(IReadOnlyDictionary<string, string> properties, SortedDictionary<string, string> java)
    {
        if (Find(properties, "enable.ssl.certificate.verification") is { } verify && !IsTrue(verify))
            throw Refused("enable.ssl.certificate.verification", "the Java client cannot disable certificate verification");
        if (Find(properties, "ssl.endpoint.identification.algorithm") is { } algorithm)
            java["ssl.endpoint.identification.algorithm"] = algorithm == "none" ? "" : algorithm;
        if (Find(properties, "ssl.ca.location") is { } path)
            (java["ssl.truststore.type"], java["ssl.truststore.location"]) = ("PEM", path);
        if (Find(properties, "ssl.ca.pem") is { } authority)
            (java["ssl.truststore.type"], java["ssl.truststore.certificates"]) = ("PEM", authority);
        var (chain, key) = (Find(properties, "ssl.certificate.pem"), Find(properties, "ssl.key.pem"));
        if (chain is null && key is null) return;
        java["ssl.keystore.type"] = "PEM";
        java["ssl.keystore.certificate.chain"] = chain ?? throw Refused("ssl.key.pem", "it requires ssl.certificate.pem");
        java["ssl.keystore.key"] = key ?? throw Refused("ssl.certificate.pem", "it requires ssl.key.pem");
    }

    private static bool DecidesWhoIsLetIn(string name) =>
        name.StartsWith("ssl.", StringComparison.Ordinal) || name.StartsWith("sasl.", StringComparison.Ordinal)
        || name.StartsWith("enable.ssl", StringComparison.Ordinal) || name.StartsWith("enable.sasl", StringComparison.Ordinal)
        || name.StartsWith("security.", StringComparison.Ordinal);

    private static bool IsTrue(string value) => bool.TryParse(value, out var flag) && flag;

    private static string Quoted(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string? Find(IReadOnlyDictionary<string, string> properties, string name) => properties.GetValueOrDefault(name);

    private static QueryRefusedException Refused(string property, string reason) =>
        new(Field, $"{property} cannot be passed on to Spark: {reason}");
}
