using System.IO.Compression;
using System.Xml.Linq;
using CtrBench.Tests;

namespace CtrBench.IntegrationTests;

/// <summary>The packages of the libraries: what a user of one restores with it, and what its page and its debugger show.</summary>
public sealed class LibraryPackageTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("Windows", new string[0])]
    [InlineData("Traffic", new[] { "Confluent.Kafka", "CsvHelper", "CtrBench.Windows", "HdrHistogram", "librdkafka.redist" })]
    public async Task A_package_brings_these_with_it_and_no_other(string project, string[] brought)
    {
        var folder = Directory.CreateTempSubdirectory("ctrbench-library-");
        try
        {
            await Dotnet.RunAsync(
                folder.FullName, "pack", Path.Combine(RepositoryRoot.Path, "src", project), "-c", "Release", "-m:1", "-v", "q", "--no-build",
                "-o", folder.FullName);
            using var package = ZipFile.OpenRead(Assert.Single(folder.GetFiles("*.nupkg")).FullName);
            var names = package.Entries.Select(entry => entry.FullName).ToList();
            output.WriteLine(string.Join('\n', names));
            Assert.Contains("README.md", names);
            Assert.Contains($"lib/net10.0/CtrBench.{project}.dll", names);
            Assert.Contains($"lib/net10.0/CtrBench.{project}.xml", names);

            using var spec = package.GetEntry($"CtrBench.{project}.nuspec")!.Open();
            var metadata = XDocument.Load(spec).Root!.Elements().Single();
            string Text(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
            Assert.Equal(("README.md", "Apache-2.0"), (Text("readme"), Text("license")));
            Assert.NotEmpty(Text("tags"));
            var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(d => d.Attribute("id")!.Value);
            Assert.Equal(brought, dependencies.Where(id => !id.StartsWith("Microsoft.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

            using var symbols = ZipFile.OpenRead(Assert.Single(folder.GetFiles("*.snupkg")).FullName);
            Assert.Contains($"lib/net10.0/CtrBench.{project}.pdb", symbols.Entries.Select(entry => entry.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
