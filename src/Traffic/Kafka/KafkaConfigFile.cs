using CtrBench.Windows;

namespace CtrBench.Traffic.Kafka;

/// <summary>
/// Client properties in a file, one <c>key=value</c> per line, as for Java clients and librdkafka; <c>#</c> or <c>!</c> starts a comment
/// line. The names are librdkafka's; Java's names are rejected with the replacement to use.
/// </summary>
internal static class KafkaConfigFile
{
    private const string BrokersAddress = "set it as the brokers' address";

    /// <summary>Java's names that librdkafka does not have, and what to do instead.</summary>
    private static readonly Dictionary<string, string> OfJava = new(StringComparer.Ordinal)
    {
        ["sasl.jaas.config"] = "write the user name as sasl.username and the password as sasl.password",
        ["ssl.truststore.location"] = "export the certificates as PEM and name that file with ssl.ca.location",
        ["ssl.truststore.password"] = "leave it out: a PEM file of certificates (ssl.ca.location) has no password",
        ["ssl.truststore.type"] = "leave it out: ssl.ca.location is a PEM file",
        ["ssl.truststore.certificates"] = "write the PEM text as ssl.ca.pem",
        ["ssl.keystore.type"] = "leave it out: ssl.keystore.location is a PKCS#12 file",
        ["ssl.key.password.file"] = "write it as ssl.key.password",
        ["sasl.client.callback.handler.class"] = "leave it out: this client does not run Java",
        ["sasl.login.callback.handler.class"] = "write sasl.oauthbearer.method=oidc and its endpoint, client id and secret",
        ["key.serializer"] = "leave it out: records are bytes",
        ["value.serializer"] = "leave it out: records are bytes",
        ["key.deserializer"] = "leave it out: records are bytes",
        ["value.deserializer"] = "leave it out: records are bytes",
        ["buffer.memory"] = "write queue.buffering.max.kbytes",
        ["max.block.ms"] = "leave it out: a writer waits while its queue is full",
        ["max.request.size"] = "write message.max.bytes",
        ["max.poll.records"] = "leave it out: readers read whatever is available",
        ["default.api.timeout.ms"] = "write socket.timeout.ms",
    };

    /// <summary>Properties that this program sets itself, and how to set them instead.</summary>
    private static readonly Dictionary<string, string> SetByProgram = new(StringComparer.Ordinal)
    {
        ["bootstrap.servers"] = BrokersAddress,
        ["metadata.broker.list"] = BrokersAddress,
        ["transactional.id"] = "leave it out: each query has its own",
        ["enable.idempotence"] = "leave it out: it is always on, so that no record is stored twice",
        ["acks"] = "leave it out: it is always all",
        ["request.required.acks"] = "leave it out: it is always all",
        ["group.id"] = "leave it out: readers are given their start offsets",
        ["auto.offset.reset"] = "leave it out: a reader never skips records",
        ["enable.auto.commit"] = "leave it out: committed offsets are not used",
    };

    /// <summary>
    /// Properties that make the client load or run other programs: a file of settings must not decide what this process executes.
    /// Properties that name a file to be read (certificates, keys, keytabs) are allowed.
    /// </summary>
    private static readonly Dictionary<string, string> RunsCode = new(StringComparer.Ordinal)
    {
        ["plugin.library.paths"] = "loads native libraries into this process",
        ["ssl.engine.location"] = "loads a native library of OpenSSL into this process",
        ["ssl.engine.id"] = "makes OpenSSL load a native library into this process",
        ["ssl.providers"] = "makes OpenSSL load native libraries into this process",
        ["sasl.kerberos.kinit.cmd"] = "is run as a shell command",
    };

    /// <summary>Throws for a property that runs code; also for properties that come from elsewhere than a file.</summary>
    /// <exception cref="KafkaConfigException">It does: the message says what.</exception>
    public static void ThrowIfRunsCode(string where, string key)
    {
        if (RunsCode.TryGetValue(key, out var what))
            throw new KafkaConfigException($"{where}: '{key}' {what}, which client properties must not", "Leave it out");
    }

    /// <summary>The properties of a file.</summary>
    /// <exception cref="KafkaConfigException">It cannot be read, or a line or key is invalid.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KafkaConfigException($"{path}: cannot be read: {e.Message}", cause: e);
        }
    }

    /// <summary>The properties in a text; <paramref name="name"/> names it in messages.</summary>
    /// <exception cref="KafkaConfigException">A line or key is invalid.</exception>
    public static IReadOnlyDictionary<string, string> Parse(string text, string name)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or '!') continue;
            var where = $"{name}, line {i + 1}";
            var at = line.IndexOf('=', StringComparison.Ordinal);
            // A line without "=" is not shown: it may be part of a secret.
            if (at <= 0)
                throw new KafkaConfigException($"{where}: no \"key=value\" found", "Write one property per line");
            var key = line[..at].TrimEnd();
            if (OfJava.TryGetValue(key, out var instead))
                throw new KafkaConfigException($"{where}: '{key}' is a property of Java's clients; {instead}.");
            ThrowIfRunsCode(where, key);
            if (SetByProgram.TryGetValue(key, out instead))
            {
                throw new KafkaConfigException($"{where}: '{key}' cannot be set in this file; {instead}.")
                {
                    Setting = instead == BrokersAddress ? KafkaSettings.AddressSetting : null,
                };
            }

            if (!key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
                throw new KafkaConfigException($"{where}: the text before \"=\" is not a property name.");
            var value = line[(at + 1)..].TrimStart();
            // Its values are no secret. Another one would be read differently by each engine's client.
            if (key == KafkaIsolation.Property && value is not (KafkaIsolation.Committed or KafkaIsolation.Uncommitted))
                throw new KafkaConfigException(
                    $"{where}: '{key}' is '{value}'", $"Write {KafkaIsolation.Uncommitted} or {KafkaIsolation.Committed}");
            if (!properties.TryAdd(key, value))
                throw new KafkaConfigException($"{where}: '{key}' is given twice.");
        }
        return properties;
    }
}

/// <summary>A file of client properties cannot be used. The message names file, line and key, never a value.</summary>
/// <param name="problem">What is wrong, and where.</param>
/// <param name="remedy">What to do; null when the problem says it.</param>
/// <param name="cause">Why the file could not be read.</param>
internal sealed class KafkaConfigException(string problem, string? remedy = null, Exception? cause = null)
    : CtrBenchException(ErrorKind.BadInput, problem, remedy, cause);
