using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.SymbolDisplayMiscellaneousOptions;
using static Microsoft.CodeAnalysis.SymbolDisplayParameterOptions;

namespace LlmWorkbook.Kernel.Help;

/// <summary>Symbols as one line of C#.</summary>
internal static class Signatures
{
    private static readonly SymbolDisplayFormat s_short = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameOnly,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef | SymbolDisplayMemberOptions.IncludeConstantValue,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | IncludeName | IncludeDefaultValue | IncludeParamsRefOut,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        localOptions: SymbolDisplayLocalOptions.IncludeType,
        miscellaneousOptions: UseSpecialTypes | EscapeKeywordIdentifiers | IncludeNullableReferenceTypeModifier | AllowDefaultLiteral);

    private static readonly SymbolDisplayFormat s_member = s_short.AddMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType);

    private static readonly SymbolDisplayFormat s_shortType = s_short.AddKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword);

    private static readonly SymbolDisplayFormat s_fullType = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: s_short.GenericsOptions,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword,
        miscellaneousOptions: s_short.MiscellaneousOptions);

    /// <summary>Without the type or namespace that the symbol belongs to.</summary>
    public static string Short(ISymbol symbol) => Joined(symbol, s_short, s_shortType);

    /// <summary>With the type or namespace that the symbol belongs to, unless that is a cell.</summary>
    public static string Full(ISymbol symbol)
    {
        var isOfCell = symbol.ContainingType is null or { IsScriptClass: true };
        return Joined(symbol, isOfCell ? s_short : s_member, symbol.ContainingType is { IsScriptClass: true } ? s_shortType : s_fullType);
    }

    /// <summary>A method, constructor or indexer up to its parameters, each of them, and what follows.</summary>
    public static (string Head, string[] Parameters, string Tail) Call(ISymbol callable) =>
        Call(callable, callable.ContainingType is null or { IsScriptClass: true } ? s_short : s_member);

    private static (string Head, string[] Parameters, string Tail) Call(ISymbol callable, SymbolDisplayFormat format) => callable switch
    {
        IMethodSymbol { MethodKind: MethodKind.Constructor } c => (c.ContainingType.ToDisplayString(s_short) + "(", Parameters(c.Parameters), ")"),
        IMethodSymbol m => (m.ToDisplayString(format) + "(", Parameters(m.Parameters), ")"),
        IPropertySymbol { IsIndexer: true } i => ($"{i.Type.ToDisplayString(s_short)} {i.ContainingType.ToDisplayString(s_short)}[", Parameters(i.Parameters), "]"),
        _ => (callable.ToDisplayString(format), [], ""),
    };

    private static string[] Parameters(IEnumerable<IParameterSymbol> parameters) => [.. parameters.Select(p => p.ToDisplayString(s_short))];

    private static string Joined(ISymbol symbol, SymbolDisplayFormat format, SymbolDisplayFormat typeFormat)
    {
        if (symbol is INamespaceOrTypeSymbol)
            return symbol.ToDisplayString(typeFormat);
        var (head, parameters, tail) = Call(symbol, format);
        return head + string.Join(", ", parameters) + tail;
    }
}
