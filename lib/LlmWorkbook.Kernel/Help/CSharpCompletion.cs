using LlmWorkbook.Kernel.Evaluation;
using LlmWorkbook.Kernel.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmWorkbook.Kernel.Help;

/// <summary>Proposes what may stand at a place of a cell's C#.</summary>
internal static class CSharpCompletion
{
    private static readonly string[] s_keywords =
    [
        .. SyntaxFacts.GetReservedKeywordKinds().Select(SyntaxFacts.GetText).Except(["namespace", "extern", "volatile"]).Where(k => char.IsLetter(k[0])),
        "and", "async", "await", "dynamic", "file", "get", "init", "nameof", "not", "or", "record", "required", "select", "set", "var", "when", "where", "with", "yield",
    ];

    private static readonly string[] s_typeKeywords =
        [.. s_keywords.Where(k => SyntaxFacts.IsPredefinedType(SyntaxFacts.GetKeywordKind(k)))];

    /// <summary>The proposals in order, and where the word begins that they replace.</summary>
    public static async Task<(Completion[] Matches, int Start)> At(Submission draft, int cursor)
    {
        var root = await draft.Tree.GetRootAsync();
        var text = (await draft.Tree.GetTextAsync()).ToString();
        var start = cursor;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(text[start - 1]))
            start--;
        if (SyntaxPlace.IsText(root, cursor) || SyntaxPlace.IsNewName(root, start))
            return ([], cursor);

        var prefix = text[start..cursor];
        var (model, symbols) = await Recommendations.At(draft, cursor);
        var before = SyntaxPlace.TokenBefore(root, start);
        if (before.IsKind(SyntaxKind.NewKeyword))
            symbols.RemoveAll(s => s is not (INamespaceOrTypeSymbol or IAliasSymbol) or ITypeSymbol { IsStatic: true });
        var keywords = Keywords(symbols, prefix, before);
        if (SyntaxPlace.Initializer(await model.SyntaxTree.GetRootAsync(), start) is { } initializer && Initialized(initializer, model) is { } type)
        {
            var settable = Settable(type, initializer, model, start);
            if (initializer.IsKind(SyntaxKind.WithInitializerExpression) || !type.AllInterfaces.Any(i => i.SpecialType == SpecialType.System_Collections_IEnumerable))
                (symbols, keywords) = (settable, []);
            else
                symbols.AddRange(settable);
        }
        var isVerbatim = start > 0 && text[start - 1] == '@';
        var named = from symbol in symbols
                    where symbol.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && SyntaxFacts.IsValidIdentifier(symbol.Name) && !IsHidden(symbol)
                    group symbol by symbol.Name into overloads
                    let first = overloads.First()
                    select (overloads.Key, IsNear: first.Locations.Any(l => l.IsInSource), Proposal: new Completion(
                        isVerbatim || SyntaxFacts.GetKeywordKind(overloads.Key) == SyntaxKind.None ? overloads.Key : "@" + overloads.Key,
                        Kind(first),
                        Signatures.Short(first) + (overloads.Count() is > 1 and var n ? $" (+ {n - 1} more)" : "")));
        var words = keywords.Where(k => k.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Select(k => (Key: k, IsNear: false, Proposal: new Completion(k, "keyword", "")));
        var ordered = named.Concat(words)
            .OrderByDescending(c => c.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ThenByDescending(c => c.IsNear)
            .ThenBy(c => c.Key, StringComparer.OrdinalIgnoreCase)
            .ThenBy(c => c.Key, StringComparer.Ordinal);
        return ([.. ordered.Select(c => c.Proposal).DistinctBy(c => c.Text).Take(Assistant.MaxMatches)], start);
    }

    /// <summary>Keywords only complete a word that has begun; where but types can stand, only theirs.</summary>
    private static IEnumerable<string> Keywords(List<ISymbol> symbols, string prefix, SyntaxToken before)
    {
        if (prefix.Length == 0 || before.Kind() is SyntaxKind.DotToken or SyntaxKind.ColonColonToken or SyntaxKind.MinusGreaterThanToken or SyntaxKind.UsingKeyword)
            return [];
        return symbols.Count > 0 && symbols.TrueForAll(s => s is INamespaceOrTypeSymbol or IAliasSymbol) ? s_typeKeywords : s_keywords;
    }

    /// <summary>The type of what an initialiser sets up.</summary>
    private static ITypeSymbol? Initialized(InitializerExpressionSyntax initializer, SemanticModel model) => initializer.Parent switch
    {
        WithExpressionSyntax with => model.GetTypeInfo(with.Expression).Type,
        AssignmentExpressionSyntax nested => model.GetTypeInfo(nested.Left).Type,
        BaseObjectCreationExpressionSyntax creation => model.GetTypeInfo(creation) is var info ? info.Type ?? info.ConvertedType : null,
        _ => null,
    };

    /// <summary>The members that an initialiser can set and has not set yet.</summary>
    private static List<ISymbol> Settable(ITypeSymbol type, InitializerExpressionSyntax initializer, SemanticModel model, int place)
    {
        var isSet = initializer.Expressions.OfType<AssignmentExpressionSyntax>().Where(a => !a.Span.Contains(place)).Select(a => a.Left.ToString()).ToHashSet();
        var members = new List<ISymbol>();
        for (var t = (ITypeSymbol?)type; t is not null; t = t.BaseType)
            members.AddRange(t.GetMembers().Where(m =>
                !m.IsStatic && !m.IsImplicitlyDeclared && !isSet.Contains(m.Name) && model.IsAccessible(place, m)
                && (m is IFieldSymbol { IsReadOnly: false, IsConst: false }
                    || (m is IPropertySymbol { IsIndexer: false, SetMethod: { } set } && model.IsAccessible(place, set)))));
        return [.. members.DistinctBy(m => m.Name)];
    }

    private static bool IsHidden(ISymbol symbol) => symbol.GetAttributes().Any(a =>
        a.AttributeClass?.Name == nameof(System.ComponentModel.EditorBrowsableAttribute)
        && a.ConstructorArguments is [{ Value: (int)System.ComponentModel.EditorBrowsableState.Never }]);

    /// <summary>Jupyter's word for what a symbol is.</summary>
    private static string Kind(ISymbol symbol) => symbol switch
    {
        IAliasSymbol alias => Kind(alias.Target),
        INamespaceSymbol => "module",
        ITypeSymbol => "class",
        IMethodSymbol => "function",
        IParameterSymbol => "param",
        IFieldSymbol { ContainingType.IsScriptClass: false } or IPropertySymbol or IEventSymbol => "property",
        _ => "instance",
    };
}
