using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>One cell, compiled as a script that sees all cells before it.</summary>
internal sealed class Submission
{
    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private static readonly EmitOptions s_emit = new(debugInformationFormat: DebugInformationFormat.PortablePdb);

    /// <summary>With WORKBOOK_OPTIMIZE=1 loops run about five times as fast, and errors name lines less exactly.</summary>
    private static readonly OptimizationLevel s_optimization =
        Environment.GetEnvironmentVariable("WORKBOOK_OPTIMIZE") == "1" ? OptimizationLevel.Release : OptimizationLevel.Debug;

    private static readonly string[] s_usings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
    ];

    /// <summary>Two compilations that read the same assemblies at once would each make their own symbols of them, and cells of the one would not fit the other's.</summary>
    private static readonly Lock s_binding = new();

    private Submission(CSharpCompilation compilation, SyntaxTree tree, int index) => (Compilation, Tree, Index) = (compilation, tree, index);

    /// <summary>The cell's meaning; once it is emitted, with the guards that <see cref="Emit"/> put in, as what follows builds on the code that runs.</summary>
    public CSharpCompilation Compilation { get; private set; }

    /// <summary>The cell's own text.</summary>
    public SyntaxTree Tree { get; }

    /// <summary>How many cells came before.</summary>
    public int Index { get; }

    /// <summary>The cell's compile errors, with its own lines and columns.</summary>
    public ImmutableArray<Diagnostic> Errors =>
        [.. Compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).OrderBy(d => d.Location.SourceSpan.Start)];

    /// <summary>The <c>#r</c> directives.</summary>
    public IEnumerable<ReferenceDirectiveTriviaSyntax> References => ((CompilationUnitSyntax)Tree.GetRoot()).GetReferenceDirectives();

    /// <summary>Whether the cell awaits outside of its own functions.</summary>
    public bool Awaits => Tree.GetRoot()
        .DescendantNodes(n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or TypeDeclarationSyntax))
        .Any(n => n is AwaitExpressionSyntax || (n is CommonForEachStatementSyntax f && f.AwaitKeyword != default));

    /// <summary>How much of the cell is guarded; known once it is emitted.</summary>
    public GuardLevel Guards { get; private set; } = GuardLevel.Nothing;

    /// <summary>Whether the cell ends in an expression, without a semicolon, that has a value; known once it is emitted.</summary>
    public bool HasValue { get; private set; }

    /// <summary>Prepares a cell: its references are read; nothing is compiled before it is asked for.</summary>
    public static Submission Create(string code, string name, Submission? previous, MetadataReferenceResolver references, string baseFolder, IEnumerable<MetadataReference>? more = null)
    {
        var index = previous is null ? 0 : previous.Index + 1;
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), s_language, path: name);
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: $"Submission#{index}",
            usings: previous is null ? s_usings.Append("Microsoft.DotNet.Interactive.Kernel") : [],
            optimizationLevel: s_optimization,
            allowUnsafe: true,
            metadataReferenceResolver: references,
            sourceReferenceResolver: new SourceFileResolver([], baseFolder),
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default,
            nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.CreateScriptCompilation(
            $"cell-{index}", tree, [.. previous is null ? Frameworks.References : [], .. more ?? []], options, previous?.Compilation, typeof(object));
        lock (s_binding)
            _ = compilation.Assembly;
        return new Submission(compilation, tree, index);
    }

    /// <summary>
    /// The compiled cell and its debug information, guarded so that Stop ends it; <see cref="Errors"/> when it does not compile,
    /// and nothing at all when there is nothing to run.
    /// </summary>
    public (MemoryStream Code, MemoryStream Symbols)? Emit()
    {
        var model = Compilation.GetSemanticModel(Tree);
        HasValue = EndsInValue(model);
        foreach (var level in Enum.GetValues<GuardLevel>())
        {
            var guarded = level == GuardLevel.Nothing ? Compilation : Compilation.ReplaceSyntaxTree(Tree, Guarded(level, model));
            var (code, symbols) = (new MemoryStream(), new MemoryStream());
            var emitted = guarded.Emit(code, symbols, options: s_emit);
            if (emitted.Success)
            {
                code.Position = symbols.Position = 0;
                (Compilation, Guards) = (guarded, level);
                return (code, symbols);
            }
            // A cell of usings alone fails without an error.
            if (!emitted.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error) || !Errors.IsEmpty)
                return null;
        }
        return null;
    }

    private bool EndsInValue(SemanticModel model) =>
        ((CompilationUnitSyntax)Tree.GetRoot()).Members.LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }
        && model.GetTypeInfo(last.Expression).Type is not { SpecialType: SpecialType.System_Void };

    private SyntaxTree Guarded(GuardLevel level, SemanticModel model)
    {
        var root = (CSharpSyntaxNode)new GuardedSyntax(level, model).Visit(Tree.GetRoot());
        return CSharpSyntaxTree.Create(root, s_language, Tree.FilePath, Encoding.UTF8);
    }

    /// <summary>The method that runs the cell: a static one that takes the array of all cells' objects.</summary>
    public (string Type, string Method) EntryPoint =>
        Compilation.GetEntryPoint(CancellationToken.None) is { } entry
            ? (entry.ContainingType.MetadataName, entry.MetadataName)
            : throw new InvalidOperationException("a script without an entry point");
}
