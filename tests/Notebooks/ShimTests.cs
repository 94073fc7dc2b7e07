using System.Collections.Immutable;
using System.Text.RegularExpressions;
using LlmWorkbook.Kernel.Notebooks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmWorkbook.Tests.Notebooks;

/// <summary>Every lesson compiles against the names of .NET Interactive alone: it runs there too.</summary>
public sealed partial class ShimTests
{
    /// <summary>The magics that both have; of those that choose a language only C# is compiled.</summary>
    private static readonly string[] s_magics = ["csharp", "html", "javascript", "js", "mermaid", "markdown", "fsharp", "time", "who", "whos", "lsmagic", "about", "import", "set", "value"];

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.CSharp14, kind: SourceCodeKind.Script);

    private static readonly ImmutableArray<MetadataReference> s_references = [.. Framework(), Shim()];

    private static string Folder => Path.Combine(Repository.Root, "notebooks");

    public static TheoryData<string> Lessons => [.. Directory.EnumerateFiles(Folder, "*.ipynb", SearchOption.AllDirectories).Order().Select(p => Path.GetRelativePath(Folder, p))];

    [Theory]
    [MemberData(nameof(Lessons))]
    public void Every_cell_compiles_against_dotnet_interactives_names(string lesson) =>
        Assert.Empty(Errors(Notebook.Read(Path.Combine(Folder, lesson)).Cells.Where(c => c.IsCode).Select(c => c.Source)));

    [Theory]
    [InlineData("LlmWorkbook.Kernel.Evaluation.CellGuard.Check();")]
    [InlineData("var name = input(\"name\");")]
    [InlineData("Microsoft.DotNet.Interactive.DisplaySink.Current.Clear(true);")]
    [InlineData("#!nosuch\n1")]
    public void A_name_that_only_this_kernel_has_is_found(string code) => Assert.Single(Errors(["var x = 1;", code]));

    [Fact]
    public void What_lessons_may_use_compiles() => Assert.Empty(Errors(
        [
            "var view = display(HTML(\"<b>\"), \"text/html\"); view.Update(1); 1.Display(); new[] { 1 }.DisplayTable();",
            "#!time\nusing Microsoft.DotNet.Interactive;\nvar stop = KernelInvocationContext.Current.CancellationToken; await GetInputAsync(\"x\")",
            "#!html\n<b>not C#</b>",
            "Microsoft.DotNet.Interactive.Formatting.Formatter.Register<int>(i => \"one\", \"text/html\");\nview.DisplayId",
        ]));

    private static List<string> Errors(IEnumerable<string> cells)
    {
        var (errors, number) = (new List<string>(), 0);
        CSharpCompilation? previous = null;
        foreach (var cell in cells)
        {
            number++;
            var magics = Magic().Matches(cell).Select(m => m.Groups[1].Value).ToList();
            errors.AddRange(magics.Except(s_magics).Select(m => $"cell {number}: #!{m}"));
            if (magics.Any(m => m is "html" or "javascript" or "js" or "mermaid" or "markdown" or "fsharp" or "value"))
                continue;
            var tree = CSharpSyntaxTree.ParseText(Magic().Replace(cell, ""), s_language, $"cell {number}");
            var options = new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, scriptClassName: $"Submission#{number}", metadataReferenceResolver: new Files(Folder),
                usings: ["System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq", "Microsoft.DotNet.Interactive.Kernel"]);
            previous = CSharpCompilation.CreateScriptCompilation($"cell{number}", tree, previous is null ? s_references : [], options, previous, typeof(object));
            errors.AddRange(previous.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString()));
        }
        return errors;
    }

    private static IEnumerable<MetadataReference> Framework() =>
        from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        where Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location)
        select MetadataReference.CreateFromFile(path);

    private static MetadataReference Shim()
    {
        var source = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "DotNetInteractive.cs"));
        var shim = CSharpCompilation.Create("DotNetInteractive", [CSharpSyntaxTree.ParseText(source)], Framework(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = shim.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    [GeneratedRegex("^[ \t]*#!([A-Za-z#]+)[^\n]*", RegexOptions.Multiline)]
    private static partial Regex Magic();

    /// <summary>The files that <c>#r</c> names, and those beside them that they refer to.</summary>
    private sealed class Files(string folder) : MetadataReferenceResolver
    {
        public override bool ResolveMissingAssemblies => true;

        public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties) =>
            Path.GetFullPath(reference, folder) is var path && File.Exists(path) ? [MetadataReference.CreateFromFile(path)] : [];

        public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
            definition is PortableExecutableReference { FilePath: { } from } && Path.Combine(Path.GetDirectoryName(from)!, referenceIdentity.Name + ".dll") is var path && File.Exists(path)
                ? MetadataReference.CreateFromFile(path) : null;

        public override bool Equals(object? other) => other is Files;

        public override int GetHashCode() => 0;
    }
}
