namespace LlmWorkbook.Lessons;

/// <summary>A function's parameters and result as C# writes them.</summary>
internal static class SignatureText
{
    /// <summary>Such as <c>(double[] z, double temperature) → double[]</c>.</summary>
    public static string Of(Delegate? function) => function is null
        ? "null"
        : $"({string.Join(", ", function.Method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}".Trim()))}) → {Name(function.Method.ReturnType)}";

    private static string Name(Type type)
    {
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (!type.IsGenericType)
            return s_keywords.GetValueOrDefault(type) ?? type.Name;
        string arguments = string.Join(", ", type.GetGenericArguments().Select(Name));
        return type.Name.StartsWith("ValueTuple", StringComparison.Ordinal) ? $"({arguments})" : $"{type.Name.Split('`')[0]}<{arguments}>";
    }

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };
}
