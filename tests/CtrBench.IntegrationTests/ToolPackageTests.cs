using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using CtrBench.Tests;

namespace CtrBench.IntegrationTests;

/// <summary>
/// The tool's packages: small, with the natives of one platform and no symbols of them, and one that installs and runs. In every gate the
/// build is asked for its list of natives, which takes seconds; the package of this machine is made, installed and used on request.
/// </summary>
public sealed class ToolPackageTests(ITestOutputHelper output)
{
    private const long GoalBytes = 40_000_000;
    private static readonly string Project = Path.Combine(RepositoryRoot.Path, "src", "Harness", "CtrBench.Harness.csproj");

    [Theory]
    [InlineData("linux-x64", new[] { "librdkafka.so", "centos8-librdkafka.so", "libSkiaSharp.so", "libHarfBuzzSharp.so" })]
    [InlineData("linux-musl-x64", new[] { "alpine-librdkafka.so", "libSkiaSharp.so", "libHarfBuzzSharp.so" })]
    [InlineData("osx-arm64", new[] { "librdkafka.dylib", "libSkiaSharp.dylib", "libHarfBuzzSharp.dylib" })]
    public async Task A_platform_has_its_own_natives_alone(string platform, string[] expected) =>
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await NativesAsync(platform)).Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("win-x64")]
    [InlineData("any")]
    public async Task No_symbols_of_natives_are_packed_and_nothing_twice(string platform)
    {
        var natives = await NativesAsync(platform);
        Assert.NotEmpty(natives);
        Assert.DoesNotContain(natives, path => path.EndsWith(".pdb", StringComparison.Ordinal) || path.Contains("linux-x64", StringComparison.Ordinal));
        Assert.InRange(natives.Sum(path => new FileInfo(path).Length), 1, 2 * GoalBytes);
    }

    [Fact]
    public async Task The_package_of_this_machine_installs_and_runs()
    {
        LongerEngineTests.Require();
        var platform = RuntimeInformation.RuntimeIdentifier;
        var folder = Directory.CreateTempSubdirectory("ctrbench-package-");
        try
        {
            var at = folder.FullName;
            await Dotnet.RunAsync(at, "pack", Project, "-c", "Release", "-m:1", "-v", "q", "--no-restore", "-o", at, $"-p:ToolPackageRuntimeIdentifiers={platform}");
            var package = Assert.Single(folder.GetFiles($"ctrbench.{platform}.*.nupkg"));
            output.WriteLine($"{package.Name}: {package.Length:N0} bytes");
            Assert.InRange(package.Length, 1, GoalBytes);
            using (var zip = ZipFile.OpenRead(package.FullName))
                Assert.DoesNotContain(zip.Entries, e => e.Name.EndsWith(".xml", StringComparison.Ordinal) && e.Name.StartsWith("CtrBench", StringComparison.Ordinal));

            await Dotnet.RunAsync(at, "tool", "install", "ctrbench", "--tool-path", Path.Combine(at, "tool"), "--source", at);
            var tool = Path.Combine(at, "tool", OperatingSystem.IsWindows() ? "ctrbench.exe" : "ctrbench");
            await Dotnet.ProgramAsync(at, 0, tool, "simulate", "--duration", "2m", "--rate", "50/s", "--out", "run");
            await Dotnet.ProgramAsync(at, 0, tool, "plot", "run", "--out", "report");
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(at, "report"), "*.png", SearchOption.AllDirectories));
            Assert.Contains("nothing answers at 127.0.0.1:1", await Dotnet.ProgramAsync(at, 3, tool, "doctor", "--kafka", "127.0.0.1:1"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<IReadOnlyList<string>> NativesAsync(string platform)
    {
        var text = await Dotnet.RunAsync(
            RepositoryRoot.Path, "msbuild", Project, "-t:ResolvePackageAssets", "-p:Configuration=Release", $"-p:RuntimeIdentifier={platform}",
            "-getItem:NativeCopyLocalItems", "-getItem:RuntimeTargetsCopyLocalItems");
        var items = JsonDocument.Parse(text).RootElement.GetProperty("Items");
        return [.. new[] { "NativeCopyLocalItems", "RuntimeTargetsCopyLocalItems" }
            .SelectMany(list => items.GetProperty(list).EnumerateArray())
            .Select(item => item.GetProperty("FullPath").GetString()!)
            .Where(path => path.Replace('\\', '/').Contains("/native/", StringComparison.Ordinal))];
    }
}
