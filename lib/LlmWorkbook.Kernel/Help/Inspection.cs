using System.Xml.Linq;
using LlmWorkbook.Kernel.Evaluation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LlmWorkbook.Kernel.Help;

/// <summary>Explains what stands at a place of a cell: a symbol, or else the call whose arguments are being written.</summary>
internal sealed class Inspection
{
    private const int MaxOverloads = 20;
    private const int MaxMembers = 100;

    private readonly SyntaxNode _root;
    private readonly SemanticModel _model;
    private readonly Documentation _documentation;
    private readonly HelpText _text = new();
    private readonly int _cursor;
    private readonly bool _isLong;

    private Inspection(Submission draft, int cursor, int detail)
    {
        _root = draft.Tree.GetRoot();
        _model = draft.Compilation.GetSemanticModel(draft.Tree);
        _documentation = new Documentation(draft.Compilation);
        (_cursor, _isLong) = (cursor, detail > 0);
    }

    /// <summary>MIME type to text, or null when nothing is known of the place.</summary>
    public static Dictionary<string, string>? At(Submission draft, int cursor, int detail)
    {
        var inspection = new Inspection(draft, cursor, detail);
        return inspection.Symbol() || inspection.Call() ? inspection._text.Bundle() : null;
    }

    private bool Symbol()
    {
        foreach (var token in new[] { _root.FindToken(_cursor), SyntaxPlace.TokenBefore(_root, _cursor) })
            if (token.Span.IntersectsWith(_cursor) && (token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsPredefinedType(token.Kind()))
                && token.Parent is { } node && Symbols(node) is [var symbol, ..] all)
            {
                Describe(symbol, all);
                return true;
            }
        return false;
    }

    /// <summary>What a name means, the likeliest first; of a method, its overloads too.</summary>
    private List<ISymbol> Symbols(SyntaxNode node)
    {
        if (_model.GetDeclaredSymbol(node) is { } declared)
            return [declared];
        // "new Name(" means a constructor.
        var type = node.Parent is QualifiedNameSyntax qualified && qualified.Right == node ? qualified : node;
        if (type.Parent is ObjectCreationExpressionSyntax creation && creation.Type == type && _model.GetTypeInfo(creation).Type is INamedTypeSymbol made)
            return [.. Chosen(_model.GetSymbolInfo(creation)), made];
        var info = _model.GetSymbolInfo(node);
        var group = _model.GetMemberGroup(node);
        return [.. Chosen(info).Concat(group).Distinct(SymbolEqualityComparer.Default)];
    }

    private static IEnumerable<ISymbol> Chosen(SymbolInfo info) => info.Symbol is { } symbol ? [symbol] : info.CandidateSymbols;

    private void Describe(ISymbol symbol, List<ISymbol> all)
    {
        var kind = symbol switch
        {
            ILocalSymbol => " // local variable",
            IParameterSymbol => " // parameter",
            IRangeVariableSymbol => " // query variable",
            IFieldSymbol { ContainingType.IsScriptClass: true } => " // variable of the session",
            _ => "",
        };
        _text.Code([Signatures.Full(symbol) + kind]);
        Document(symbol, -1);
        var others = all.Skip(1).Where(s => s is IMethodSymbol).ToList();
        if (others.Count > 0)
        {
            _text.Say(others.Count == 1 ? "One more overload:" : $"{others.Count} more overloads:");
            _text.Code(others.Take(MaxOverloads).Select(Signatures.Full));
        }
        var type = symbol switch
        {
            ITypeSymbol t => t,
            IMethodSymbol { MethodKind: MethodKind.Constructor } c => c.ContainingType,
            ILocalSymbol l => l.Type,
            IParameterSymbol p => p.Type,
            IFieldSymbol { ContainingType.IsScriptClass: true } f => f.Type,
            _ => null,
        };
        if (type is not null && symbol is not ITypeSymbol)
            _text.Paragraph(type.Name, _documentation.Of(type)?.Element("summary"));
        if (!_isLong)
            return;
        if (type is not null)
            Members(type);
        else if (symbol.ContainingType is { IsScriptClass: false } container)
            _text.Paragraph(container.Name, _documentation.Of(container)?.Element("summary"));
    }

    private void Members(ITypeSymbol type)
    {
        var members = type.GetMembers().Where(m =>
            m is { DeclaredAccessibility: Accessibility.Public, IsImplicitlyDeclared: false } and not ITypeSymbol
            && m is not IMethodSymbol { MethodKind: not (MethodKind.Ordinary or MethodKind.Constructor) } && !m.Name.StartsWith('<')).ToList();
        if (members.Count == 0)
            return;
        _text.Say("Members:");
        _text.Code(members.Take(MaxMembers).Select(Signatures.Short).Concat(members.Count > MaxMembers ? [$"// and {members.Count - MaxMembers} more"] : []));
    }

    /// <summary>The documentation of a symbol.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="current">Which parameter is being written, or -1.</param>
    private void Document(ISymbol symbol, int current)
    {
        var xml = _documentation.Of(symbol);
        _text.Paragraph("", xml?.Element("summary"));
        var parameters = symbol switch
        {
            IMethodSymbol method => method.Parameters,
            IPropertySymbol property => property.Parameters,
            _ => [],
        };
        var documented = parameters.Select((p, i) => (p.Name, Element: xml?.Elements("param").FirstOrDefault(e => (string?)e.Attribute("name") == p.Name), i == current));
        _text.List("Parameters", documented.Where(p => p.Element is not null));
        _text.Paragraph("Returns", xml?.Element("returns"));
        _text.Paragraph("Value", xml?.Element("value"));
        _text.List("Throws", (xml?.Elements("exception") ?? []).Select(e => (HelpText.Target(e), (XElement?)e, false)));
        if (_isLong)
            _text.Paragraph("Remarks", xml?.Element("remarks"));
    }

    /// <summary>The call whose parentheses the cursor is in: all its overloads, the fitting one first and with its documentation.</summary>
    private bool Call()
    {
        for (var node = SyntaxPlace.TokenBefore(_root, _cursor).Parent; node is not null and not (BlockSyntax or MemberDeclarationSyntax { Parent: not CompilationUnitSyntax }); node = node.Parent)
        {
            if (node is not (BaseArgumentListSyntax or AttributeArgumentListSyntax) || node.ChildTokens().FirstOrDefault() is var open && _cursor < open.Span.End)
                continue;
            var close = node.ChildTokens().LastOrDefault();
            if (close.Kind() is SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken && !close.IsMissing && _cursor > close.SpanStart)
                continue;
            var separators = node.ChildTokens().Where(t => t.IsKind(SyntaxKind.CommaToken)).ToList();
            var argument = separators.Count(t => t.SpanStart < _cursor);
            var named = (node as BaseArgumentListSyntax)?.Arguments.FirstOrDefault(a => a.NameColon is not null && a.FullSpan.IntersectsWith(_cursor))?.NameColon!.Name.Identifier.ValueText;
            var (fitting, all) = Overloads(node.Parent!);
            if (all.Count == 0)
                continue;
            var arguments = (node as BaseArgumentListSyntax)?.Arguments.TakeWhile(a => a.NameColon is null).Select(a => _model.GetTypeInfo(a.Expression).Type).ToList() ?? [];
            all = [.. all.OrderByDescending(s => SymbolEqualityComparer.Default.Equals(s, fitting)).ThenBy(s => Misfit(s, arguments, separators.Count)).ThenBy(s => Parameters(s).Length)];
            if (all.Count > 1)
                _text.Say($"{all.Count} overloads:");
            foreach (var overload in all.Take(MaxOverloads))
                _text.Call(Signatures.Call(overload), Current(overload, argument, named));
            Document(all[0], Current(all[0], argument, named));
            return true;
        }
        return false;
    }

    private (ISymbol? Fitting, List<ISymbol> All) Overloads(SyntaxNode call)
    {
        IEnumerable<ISymbol> all = call switch
        {
            InvocationExpressionSyntax { Expression: var called } => _model.GetMemberGroup(called) is { IsEmpty: false } group ? group
                : _model.GetTypeInfo(called).Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke } ? [invoke] : [],
            BaseObjectCreationExpressionSyntax or AttributeSyntax or PrimaryConstructorBaseTypeSyntax or ConstructorInitializerSyntax =>
                Constructed(call) is { } type ? type.InstanceConstructors.Where(c => _model.IsAccessible(_cursor, c)) : [],
            ElementAccessExpressionSyntax { Expression: var indexed } => _model.GetTypeInfo(indexed).Type is { } type
                ? type.GetMembers().OfType<IPropertySymbol>().Where(p => p.IsIndexer) : [],
            _ => [],
        };
        return (_model.GetSymbolInfo(call).Symbol, [.. all]);
    }

    private INamedTypeSymbol? Constructed(SyntaxNode call) => call switch
    {
        ExpressionSyntax creation => _model.GetTypeInfo(creation) is var info ? (info.Type ?? info.ConvertedType) as INamedTypeSymbol : null,
        PrimaryConstructorBaseTypeSyntax parent => _model.GetTypeInfo(parent.Type).Type as INamedTypeSymbol,
        _ => Chosen(_model.GetSymbolInfo(call)).FirstOrDefault()?.ContainingType,
    };

    private static IParameterSymbol[] Parameters(ISymbol callable) => callable switch
    {
        IMethodSymbol m => [.. m.Parameters],
        IPropertySymbol p => [.. p.Parameters],
        _ => [],
    };

    /// <summary>How badly what is written of the arguments fits: 0 when each is of its parameter's very type.</summary>
    private int Misfit(ISymbol callable, List<ITypeSymbol?> arguments, int separators)
    {
        var parameters = Parameters(callable);
        if (parameters is [.., { IsParams: true }])
            return 2;
        return (parameters.Length < Math.Max(arguments.Count, separators + 1) ? 100 : 0) + arguments.Zip(parameters).Sum(pair => pair.First is null ? 0
            : _model.Compilation.ClassifyConversion(pair.First, pair.Second.Type) switch
            {
                { IsIdentity: true } => 0,
                { IsImplicit: true } => 1,
                _ => 10,
            });
    }

    /// <summary>The parameter that an argument is for, or -1.</summary>
    private static int Current(ISymbol callable, int argument, string? named)
    {
        var parameters = Parameters(callable);
        if (named is not null)
            return Array.FindIndex(parameters, p => p.Name == named);
        return argument < parameters.Length ? argument : parameters is [.., { IsParams: true }] ? parameters.Length - 1 : -1;
    }
}
