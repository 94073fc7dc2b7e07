namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>Types as C# code writes them.</summary>
internal static class CSharpName
{
    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(char)] = "char",
        [typeof(decimal)] = "decimal",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
    };

    /// <summary>The short name that people read, for example <c>Dictionary&lt;string, int[]&gt;</c>.</summary>
    public static string Short(Type type) => Of(type, qualified: false);

    /// <summary>The name by which code of a later cell can mean the type, or null when it cannot: a type that is not public, or anonymous.</summary>
    public static string? ForCode(Type type) => IsReachable(type) ? Of(type, qualified: true) : null;

    private static bool IsReachable(Type type) =>
        type.HasElementType ? type.IsArray && IsReachable(type.GetElementType()!)
        : type.IsVisible && !type.IsGenericParameter && !type.Name.StartsWith('<') && type.GetGenericArguments().All(IsReachable);

    private static string Of(Type type, bool qualified)
    {
        if (s_keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsArray)
            return ArrayOf(type, qualified);
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Of(inner, qualified) + "?";
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true && type.GetGenericArguments() is { Length: > 1 and < 8 } items)
            return $"({string.Join(", ", items.Select(i => Of(i, qualified)))})";
        if (type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal))
            return "anonymous type";

        var arguments = new Queue<Type>(type.GetGenericArguments());
        var chain = new List<string>();
        for (var t = type; t is not null && !IsCell(t); t = t.DeclaringType)
            chain.Insert(0, t.Name);
        var names = chain.Select(name => name.Split('`') is [var bare, var count] && int.TryParse(count, out var n)
            ? $"{bare}<{string.Join(", ", Enumerable.Range(0, n).Select(_ => Of(arguments.Dequeue(), qualified)))}>"
            : name).ToList();
        var root = type;
        while (root.DeclaringType is { } outer && !IsCell(outer))
            root = outer;
        if (!qualified)
            return names[^1];
        return (root.DeclaringType is not null ? "" : root.Namespace is { } space ? $"global::{space}." : "global::") + string.Join('.', names);
    }

    private static string ArrayOf(Type type, bool qualified)
    {
        var ranks = "";
        var element = type;
        for (; element.IsArray; element = element.GetElementType()!)
            ranks += $"[{new string(',', element.GetArrayRank() - 1)}]";
        return Of(element, qualified) + ranks;
    }

    /// <summary>The class that the compiler makes of a cell: what it declares is known by its bare name.</summary>
    private static bool IsCell(Type type) => type.Name.StartsWith("Submission#", StringComparison.Ordinal);
}
