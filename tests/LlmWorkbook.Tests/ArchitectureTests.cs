using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LlmWorkbook.Tests;

/// <summary>The house rules about who may use whom.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Library = Path.Combine(Repository.Root, "lib", "LlmWorkbook");
    private static readonly string Kernel = Path.Combine(Repository.Root, "lib", "LlmWorkbook.Kernel");

    [Fact]
    public void The_library_flows_one_way()
    {
        var sources = Directory.GetFiles(Library, "*.cs", SearchOption.AllDirectories)
            .ToDictionary(f => Path.GetRelativePath(Library, f).Replace('\\', '/'), File.ReadAllText);
        Assert.True(sources.Count > 10);
        Assert.Empty(OneWayFlow.Violations(sources));
    }

    [Fact]
    public void The_library_has_no_other_folders() =>
        Assert.Subset(OneWayFlow.Stages.ToHashSet(), Directory.GetDirectories(Library).Select(d => Path.GetFileName(d)!).ToHashSet());

    [Theory]
    [InlineData("Data/A.cs", "using LlmWorkbook.Training;", "Data/A.cs uses Training")]
    [InlineData("Text/A.cs", "using static LlmWorkbook.Data.Corpus;", "Text/A.cs uses Data")]
    [InlineData("Data/A.cs", "using T = global::LlmWorkbook.Training.Trainer;", "Data/A.cs uses Training")]
    [InlineData("Models/A.cs", "class A { LlmWorkbook.Plots.Curve c; }", "Models/A.cs uses Plots")]
    [InlineData("Data/A.cs", "class A { Training.Trainer t; }", "Data/A.cs uses Training")]
    [InlineData("Objectives/A.cs", "using LlmWorkbook.Data;", "Objectives/A.cs uses Data")]
    [InlineData("A.cs", "using LlmWorkbook.Text;", "A.cs uses Text")]
    [InlineData("Metrics/A.cs", "using TorchSharp;", "Metrics/A.cs uses TorchSharp")]
    [InlineData("Plots/A.cs", "using static TorchSharp.torch;", "Plots/A.cs uses TorchSharp")]
    public void A_use_against_the_flow_is_found(string path, string code, string expected) =>
        Assert.Equal([expected], Check(path, code));

    [Theory]
    [InlineData("Training/A.cs", "using LlmWorkbook.Data; using LlmWorkbook.Objectives; using TorchSharp;")]
    [InlineData("Lessons/A.cs", "class A { Training.Trainer t; LlmWorkbook.Plots.Curve c; }")]
    [InlineData("Data/A.cs", "/* LlmWorkbook.Training.Trainer */ // using LlmWorkbook.Plots;\nclass A { string s = \"LlmWorkbook.Plots.Curve\"; }")]
    [InlineData("Text/A.cs", "class A { void M(string Data) => Data.ToString(); }")]
    [InlineData("Plots/A.cs", "/// <summary>Not a TorchSharp tensor.</summary>\nclass A;")]
    [InlineData("Objectives/A.cs", "using static TorchSharp.torch;")]
    public void A_use_along_the_flow_is_allowed(string path, string code) => Assert.Empty(Check(path, code));

    [Fact]
    public void A_file_in_the_wrong_folder_is_found()
    {
        var found = OneWayFlow.Violations(new Dictionary<string, string> { ["Data/A.cs"] = "namespace LlmWorkbook.Training;" });
        Assert.Contains("Data/A.cs: namespace LlmWorkbook.Training, expected LlmWorkbook.Data", found);
    }

    [Fact]
    public void The_kernel_knows_neither_tensors_nor_the_library()
    {
        var references = XDocument.Load(Path.Combine(Kernel, "LlmWorkbook.Kernel.csproj")).Descendants()
            .Where(e => e.Name.LocalName is "PackageReference" or "ProjectReference" or "WorkbookPackage" or "Reference")
            .Select(e => (string?)e.Attribute("Include") ?? "");
        Assert.DoesNotContain(references, r => r.Contains("Torch", StringComparison.OrdinalIgnoreCase) || r.EndsWith("LlmWorkbook.csproj", StringComparison.Ordinal));

        foreach (var file in Directory.GetFiles(Kernel, "*.cs", SearchOption.AllDirectories))
            Assert.DoesNotMatch(new Regex(@"^\s*(global )?using (static )?(TorchSharp|LlmWorkbook\.(?!Kernel\b))", RegexOptions.Multiline), File.ReadAllText(file));
    }

    private static IReadOnlyList<string> Check(string path, string code)
    {
        var stage = path.Contains('/') ? "." + path[..path.IndexOf('/')] : "";
        return OneWayFlow.Violations(new Dictionary<string, string>
        {
            ["Training/Trainer.cs"] = "namespace LlmWorkbook.Training;\npublic sealed class Trainer;",
            ["Plots/Curve.cs"] = "namespace LlmWorkbook.Plots;\npublic sealed class Curve;",
            [path] = $"namespace LlmWorkbook{stage};\n{code}",
        });
    }
}
