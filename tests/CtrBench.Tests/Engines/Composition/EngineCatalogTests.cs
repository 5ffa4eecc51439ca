using CtrBench.Engines.Composition;
using CtrBench.Engines.FlinkSql;
using CtrBench.Engines.SparkConnect;
using CtrBench.Windows;

namespace CtrBench.Tests.Engines.Composition;

public sealed class EngineCatalogTests
{
    private static readonly FlinkSettings Flink = new() { Gateway = new Uri("http://flink:8083"), Rest = new Uri("http://flink:8081") };
    private static readonly SparkConnection Spark = new(new Uri("http://spark:15002"), "s3cret");

    [Fact]
    public void Every_engine_is_made_from_its_identity_and_has_it() => Assert.All(EngineId.All, id =>
    {
        RealEngineSettings? settings = !id.IsReal ? null : id == EngineId.Flink ? new() { Flink = Flink } : new() { Spark = Spark };
        Assert.Equal(id, EngineCatalog.Create(id, settings).Id);
    });

    [Fact]
    public void A_real_engine_without_its_settings_is_refused()
    {
        Assert.Throws<ArgumentException>(() => EngineCatalog.Create(EngineId.Flink));
        Assert.Throws<ArgumentException>(() => EngineCatalog.Create(EngineId.Flink, new RealEngineSettings { Spark = Spark }));
        Assert.Throws<ArgumentException>(() => EngineCatalog.Create(EngineId.Spark, new RealEngineSettings { Flink = Flink }));
    }

    [Fact]
    public void The_token_is_not_printed() => Assert.DoesNotContain("s3cret", $"{new RealEngineSettings { Spark = Spark }}");
}
