using System.Reflection;
using LlmWorkbook.Kernel.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Recommendations;

namespace LlmWorkbook.Kernel.Help;

/// <summary>Asks Roslyn what may stand at a place. Apart, because its first use loads the workspace assemblies.</summary>
internal static class Recommendations
{
    private static readonly MefHostServices s_services = MefHostServices.Create([typeof(Workspace).Assembly, Assembly.Load("Microsoft.CodeAnalysis.CSharp.Workspaces")]);

    /// <summary>The symbols that may stand at the cursor, and the draft's model.</summary>
    public static async Task<(SemanticModel Model, List<ISymbol> Symbols)> At(Submission draft, int cursor)
    {
        using var workspace = new AdhocWorkspace(s_services);
        var project = workspace.AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "cell", "cell", LanguageNames.CSharp, parseOptions: draft.Tree.Options, isSubmission: true));
        var text = TextLoader.From(TextAndVersion.Create(await draft.Tree.GetTextAsync(), VersionStamp.Default));
        var document = workspace.AddDocument(DocumentInfo.Create(DocumentId.CreateNewId(project.Id), "cell", sourceCodeKind: SourceCodeKind.Script, loader: text));
        var tree = (await document.GetSyntaxTreeAsync())!;
        var model = draft.Compilation.ReplaceSyntaxTree(draft.Tree, tree).GetSemanticModel(tree);
        // The overload that takes a document compiles the workspace's projects: the whole session a second time.
#pragma warning disable CS0618
        return (model, [.. await Recommender.GetRecommendedSymbolsAtPositionAsync(model, cursor, workspace)]);
#pragma warning restore CS0618
    }
}
