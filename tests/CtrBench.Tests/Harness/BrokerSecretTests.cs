using System.Globalization;
using CtrBench.Harness;
using CtrBench.Tests.Harness.Runs;

namespace CtrBench.Tests.Harness;

/// <summary>Whatever goes wrong with a broker, no value of the user's file of properties is shown, nor written into a folder.</summary>
public sealed class BrokerSecretTests
{
    private const string Secret = "correct-horse-battery";

    [Theory]
    [InlineData("security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.username=me\nsasl.password=" + Secret)]
    [InlineData("ssl.ca.location=/no/such/" + Secret + "\nsecurity.protocol=SSL")]
    [InlineData("sasl.mechanism=" + Secret + "\nsecurity.protocol=SASL_PLAINTEXT")]
    [InlineData("no.such.property=" + Secret)]
    [InlineData("security.protocol=PLAINTEXT\n" + Secret)]
    [InlineData("sasl.jaas.config=" + Secret)]
    [InlineData("socket.timeout.ms=" + Secret)]
    public async Task A_secret_stays_one(string properties)
    {
        using var temp = new TemporaryFolder();
        await File.WriteAllTextAsync(temp.At("secret.properties"), properties, TestContext.Current.CancellationToken);
        foreach (var verb in (string[])["run", "doctor"])
        {
            using var words = new StringWriter(CultureInfo.InvariantCulture);
            string[] line = [verb, "--kafka", "127.0.0.1:1", "--kafka-config", temp.At("secret.properties"), "--json"];
            if (verb != "doctor") line = [.. line, "--out", temp.At("out")];
            var code = await Program.RunAsync(line, words, words, TimeProvider.System, TestContext.Current.CancellationToken);
            Assert.True(code is 2 or 3, words.ToString());
            Assert.DoesNotContain(Secret, words.ToString(), StringComparison.Ordinal);
            Assert.False(Directory.Exists(temp.At("out")), "what could not start leaves no folder");
        }
    }
}
