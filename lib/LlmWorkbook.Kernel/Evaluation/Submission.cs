using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>One cell, compiled as a script that sees all cells before it.</summary>
internal sealed class Submission
{
    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private static readonly string[] s_usings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
    ];

    private Submission(CSharpCompilation compilation, SyntaxTree tree, int index) => (Compilation, Tree, Index) = (compilation, tree, index);

    public CSharpCompilation Compilation { get; }

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

    /// <summary>Whether the cell ends in an expression, without a semicolon, that has a value.</summary>
    public bool HasValue =>
        ((CompilationUnitSyntax)Tree.GetRoot()).Members.LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }
        && Compilation.GetSemanticModel(Tree).GetTypeInfo(last.Expression).Type is not { SpecialType: SpecialType.System_Void };

    /// <summary>Prepares a cell; nothing is compiled before it is asked for.</summary>
    public static Submission Create(string code, string name, Submission? previous, MetadataReferenceResolver references, string baseFolder)
    {
        var index = previous is null ? 0 : previous.Index + 1;
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), s_language, path: name);
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            scriptClassName: $"Submission#{index}",
            usings: previous is null ? s_usings.Append("Microsoft.DotNet.Interactive.Kernel") : [],
            optimizationLevel: OptimizationLevel.Debug,
            allowUnsafe: true,
            metadataReferenceResolver: references,
            sourceReferenceResolver: new SourceFileResolver([], baseFolder),
            assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default,
            nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.CreateScriptCompilation(
            $"cell-{index}", tree, previous is null ? Frameworks.References : [], options, previous?.Compilation, typeof(object));
        return new Submission(compilation, tree, index);
    }

    /// <summary>The compiled cell and its debug information, with a check for Stop in each loop; null when there is nothing to run.</summary>
    public (MemoryStream Code, MemoryStream Symbols)? Emit()
    {
        var root = new LoopChecks().Visit(Tree.GetRoot());
        var guarded = CSharpSyntaxTree.Create((CSharpSyntaxNode)root, s_language, Tree.FilePath, Encoding.UTF8);
        var (code, symbols) = (new MemoryStream(), new MemoryStream());
        var emitted = Compilation.ReplaceSyntaxTree(Tree, guarded).Emit(code, symbols, options: new(debugInformationFormat: Microsoft.CodeAnalysis.Emit.DebugInformationFormat.PortablePdb));
        if (!emitted.Success)
            return emitted.Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } error
                ? throw new InvalidOperationException(error.ToString())
                : null;
        code.Position = symbols.Position = 0;
        return (code, symbols);
    }

    /// <summary>The method that runs the cell: a static one that takes the array of all cells' objects.</summary>
    public (string Type, string Method) EntryPoint =>
        Compilation.GetEntryPoint(CancellationToken.None) is { } entry
            ? (entry.ContainingType.MetadataName, entry.MetadataName)
            : throw new InvalidOperationException("a script without an entry point");
}
