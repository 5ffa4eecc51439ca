namespace CtrBench.Engines;

/// <summary>
/// Keeps secrets of the broker off networks where others can read them: a real engine gets the properties of its Kafka client from this
/// program, and an address with http:// is not encrypted. The same rule as for Spark's own token.
/// </summary>
internal static class PlainHttp
{
    private static readonly string[] Secret = ["password", "jaas", "secret", "token", "private", "keystore.key"];

    /// <summary>Throws if one of these properties is a secret and the address is neither encrypted nor this machine.</summary>
    /// <param name="address">Where they would be sent.</param>
    /// <param name="properties">Names of the engine's Kafka client; values that are empty are no secret.</param>
    /// <param name="setting">The setting with the address.</param>
    /// <exception cref="EngineSetupException">A secret would be sent unencrypted.</exception>
    public static void ThrowIfReadable(Uri address, IEnumerable<KeyValuePair<string, string>> properties, string setting)
    {
        if (address.Scheme != "http" || address.IsLoopback) return;
        foreach (var (name, value) in properties)
        {
            if (value.Length == 0 || !Secret.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase))) continue;
            throw new EngineSetupException(
                $"'{name}' of the broker would be sent unencrypted to {address.Host}",
                "Put a TLS proxy in front of the engine and use https://, reach it through a tunnel on this machine, or give it a "
                + "listener of the broker that requires no password")
            { Setting = setting };
        }
    }
}
