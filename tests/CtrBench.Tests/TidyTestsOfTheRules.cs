namespace CtrBench.Tests;

/// <summary>The tidy rules on bad snippets, and on good ones that look like them.</summary>
public sealed class TidyTestsOfTheRules
{
    [Fact]
    public void A_long_file_is_found()
    {
        Assert.Equal(["a.cs: 401 lines; at most 400"], TidyTestsRules.Sizes("a.cs", string.Concat(Enumerable.Repeat("x\n", 401))));
        Assert.Empty(TidyTestsRules.Sizes("a.cs", string.Concat(Enumerable.Repeat("x\n", 400))));
    }

    [Fact]
    public void A_long_line_is_found()
    {
        Assert.Equal(["a.cs:2: 141 columns; at most 140"], TidyTestsRules.Sizes("a.cs", $"x\n{new string('x', 141)}\n"));
        Assert.Empty(TidyTestsRules.Sizes("a.cs", new string('x', 140)));
        Assert.Single(TidyTestsRules.Sizes("a.cs", $"    // {new string('x', 300)}"));
    }

    [Theory]
    [InlineData("    public void Run(int a)\n    {\n", "    }\n")]
    [InlineData("    private static async Task<int> Run<T>(\n        int a,\n        int b)\n    {\n", "    }\n")]
    [InlineData("    internal Snippet(int a)\n        : base(a)\n    {\n", "    }\n")]
    public void A_long_method_is_found(string head, string tail)
    {
        var lines = 70 - head.Count(c => c == '\n') - 1;
        Assert.Empty(TidyTestsRules.Methods("a.cs", Method(lines)));
        Assert.Equal(["a.cs:2: a method of 71 lines; at most 70"], TidyTestsRules.Methods("a.cs", Method(lines + 1)));

        string Method(int body) => $"class A\n{head}{string.Concat(Enumerable.Repeat("        x();\n", body))}{tail}";
    }

    [Theory]
    [InlineData("        if (run.Engine.Name == \"spark\") return;", 1)]
    [InlineData("    \"flink\" => 1, // by name", 1)]
    [InlineData("    \"flink or spark\", \"--spark\", \"flink-version\" // not \"spark\"", 0)]
    public void The_name_of_an_engine_as_a_string_is_found(string line, int complaints)
    {
        string[] names = ["spark", "flink"];
        Assert.Equal(complaints, TidyTestsRules.EngineNames("src/A.cs", line, names).Count());
        Assert.Empty(TidyTestsRules.EngineNames("src/Windows/EngineId.cs", line, names));
    }

    [Theory]
    [InlineData("public sealed class Other\n{\n}\n", "src/A.cs: holds Other; a file has the name of the type that it is about")]
    [InlineData("public sealed record C(int X);\ninternal struct B;\n", "src/A.cs: holds C, B; a file has the name of the type that it is about")]
    [InlineData("namespace X;\n", "src/A.cs: holds no type; a file has the name of the type that it is about")]
    public void A_file_without_the_type_of_its_name_is_found(string text, string complaint) => Assert.Equal([complaint], TidyTestsRules.TypeName("src/A.cs", text));

    [Theory]
    [InlineData("public readonly record struct A(int X);\n")]
    [InlineData("public sealed record A(B X);\ninternal struct B;\n")]
    [InlineData("internal sealed class A<T>\n{\n    private struct Tiny;\n}\n")]
    [InlineData("public static partial class A;\n")]
    [InlineData("internal interface A;\n")]
    [InlineData("public enum A : byte\n{\n}\n")]
    [InlineData("public delegate void A(int x);\n")]
    public void A_file_with_its_type_is_good(string text) => Assert.Empty(TidyTestsRules.TypeName("src/A.cs", text));

    [Theory]
    [InlineData("using System.IO;")]
    [InlineData("using System.Net.Http;")]
    [InlineData("using System.Threading.Tasks;")]
    [InlineData("global using System.Threading;")]
    [InlineData("using static System.IO.Path;")]
    [InlineData("using Akka.Streams;")]
    [InlineData("using Confluent.Kafka;")]
    [InlineData("    public void Run(TimeProvider clock) { }")]
    [InlineData("    public Task<int> Run() => null!;")]
    [InlineData("    var text = File.ReadAllText(path);")]
    [InlineData("    var dice = new Random(5);")]
    [InlineData("    var now = DateTime.UtcNow;")]
    [InlineData("    var now = DateTimeOffset.Now;")]
    [InlineData("    var share = 1 - Math.Exp(-x);")]
    [InlineData("    var cube = Math.Pow(x, 3);")]
    [InlineData("    var blocks = (int)Math.Cbrt(n);")]
    [InlineData("    var bits = Math.Log2(n) + 1;")]
    [InlineData("    var small = MathF.Tanh(x);")]
    [InlineData("    var odd = double.LogP1(x);")]
    public void Impure_code_in_a_pure_folder_is_found(string line)
    {
        Assert.Single(TidyTestsRules.Purity("src/Windows/Semantics/A.cs", line));
        Assert.Empty(TidyTestsRules.Purity("src/Engines/Live/A.cs", line));
    }

    [Theory]
    [InlineData("using System.Text;")]
    [InlineData("// Spark runs a Task for each partition, with a TimeProvider of its own")]
    [InlineData("    private readonly SeededRandom _random;")]
    [InlineData("    var stream = new MemoryStream(256);")]
    [InlineData("    var gap = -PortableLog.Log(u) + PortableExp.Exp(x);")]
    [InlineData("    var root = Math.Sqrt(Math.Abs(x)) + Math.Max(x, 1);")]
    [InlineData("    // Math.Pow would depend on the machine")]
    public void Pure_code_is_good(string line) => Assert.Empty(TidyTestsRules.Purity("src/Harness/Measurement/A.cs", line));

    [Theory]
    [InlineData("throw new X($\"no broker at {a}: give --kafka\");", 1)]
    [InlineData("throw new X(\"a script (validate --case FILE)\");", 2)]
    [InlineData("throw new X(\"use ctrbench run instead\");", 1)]
    [InlineData("// as with --kafka", 0)]
    [InlineData("    for (; kafka > 0; --kafka)", 0)]
    [InlineData("throw new X(\"start it with --packages a:b\");", 0)]
    public void A_word_of_the_command_line_in_a_library_is_found(string line, int complaints) =>
        Assert.Equal(complaints, TidyTestsRules.CommandLineWords("a.cs", line, new HashSet<string> { "--kafka", "--case" }, new HashSet<string> { "run", "validate" }).Count());

    [Theory]
    [InlineData("#pragma warning disable CA1822", 1)]
    [InlineData("#pragma warning disable CA1822 //", 1)]
    [InlineData("#pragma warning disable CA1822, CA1823 // called by the benchmark through reflection", 0)]
    [InlineData("#pragma warning restore CA1822", 0)]
    [InlineData("[SuppressMessage(\"a\", \"b\")]", 1)]
    [InlineData("[SuppressMessage(\"a\", \"b\", Justification = \"a constant of the protocol\")]", 0)]
    public void A_suppression_needs_a_reason(string line, int complaints) => Assert.Equal(complaints, TidyTestsRules.Suppressions("a.cs", line).Count());

    [Theory]
    [InlineData("int A() => this._a;", 1)]
    [InlineData("static int A(this int a) => a;", 0)]
    [InlineData("int A => a; // this.that is a comment", 0)]
    public void A_qualified_member_is_found(string line, int complaints) => Assert.Equal(complaints, TidyTestsRules.Qualifications("a.cs", line).Count());

    [Theory]
    [InlineData("see /work/main/x", 1)]
    [InlineData("\"/root/.nuget\"", 1)]
    [InlineData("/home/anna/x", 1)]
    [InlineData(@"C:\Users\anna", 1)]
    [InlineData("https://example.org/work/3", 0)]
    [InlineData("the docs/work/ folder and ../root/x", 0)]
    public void A_path_of_one_machine_is_found(string line, int complaints) => Assert.Equal(complaints, TidyTestsRules.MachinePaths("a.md", line).Count());

    [Theory]
    [InlineData("src/Engines/Common", 1)]
    [InlineData("src/Utils/Text", 1)]
    [InlineData("src/Windows/Events", 0)]
    [InlineData("tests/CtrBench.Tests/ScoreCore2", 0)]
    public void A_folder_name_that_says_nothing_is_found(string path, int complaints) => Assert.Equal(complaints, TidyTestsRules.FolderName(path).Count());

    [Fact]
    public void A_folder_that_the_architecture_does_not_name_is_found() =>
        Assert.Equal(
            ["src/Engines/Live: not named in ARCHITECTURE.md"],
            TidyTestsRules.Unnamed(["src/Engines/Live", "src/Engines/Semantics"], "`Semantics/` holds windows; Lively prose."));
}
