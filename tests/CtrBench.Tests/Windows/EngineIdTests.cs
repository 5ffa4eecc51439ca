using System.Text.Json;
using CtrBench.Windows;

namespace CtrBench.Tests.Windows;

public sealed class EngineIdTests
{
    [Fact]
    public void A_name_finds_its_engine_and_nothing_else_does()
    {
        Assert.All(EngineId.All, id => Assert.Same(id, EngineId.Find(id.Name)));
        Assert.All(new[] { null, "", "Spark", " spark", "storm" }, name => Assert.Null(EngineId.Find(name)));
    }

    [Fact]
    public void Twin_and_real_one_follow_the_rules_of_one_family()
    {
        Assert.All(EngineId.Twins, id => Assert.True(id is { IsReal: false, Real.IsReal: true } && id.Real.Family == id.Family && id.Real.Twin == id));
        Assert.All(EngineId.RealOnes, id => Assert.True(id is { IsReal: true, Twin.IsReal: false } && id.Twin.Family == id.Family && id.Twin.Real == id));
        Assert.Equal(EngineId.All, EngineId.Twins.Concat(EngineId.RealOnes));
    }

    [Fact]
    public void In_a_file_it_is_its_name() => Assert.All(EngineId.All, id =>
    {
        Assert.Equal($"\"{id.Name}\"", JsonSerializer.Serialize(id));
        Assert.Same(id, JsonSerializer.Deserialize<EngineId>($"\"{id.Name}\""));
    });

    [Theory]
    [InlineData("\"storm\"", "unknown engine 'storm'; known: microbatch, continuous, spark, flink")]
    [InlineData("7", "could not be converted")]
    public void Anything_else_in_a_file_is_refused(string json, string why) =>
        Assert.Contains(why, Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EngineId>(json)).Message, StringComparison.Ordinal);
}
