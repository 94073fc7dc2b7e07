using System.Globalization;
using System.Reflection;

namespace LlmWorkbook.Kernel.Hosting;

/// <summary>Reads a configuration record's settings off its type.</summary>
internal static class ConfigReflection
{
    private static readonly Type[] s_simple = [typeof(int), typeof(long), typeof(float), typeof(double), typeof(bool), typeof(string)];

    public static ConfigDescription? Describe(object? config)
    {
        if (config?.GetType() is not { } type)
            return null;
        var settings = from p in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                       let simple = Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType
                       where p is { SetMethod.IsPublic: true, GetMethod.IsPublic: true } && (simple.IsEnum || s_simple.Contains(simple))
                       select simple.IsEnum
                           ? new ConfigSetting(p.Name, "Enum", CSharpName(simple), Enum.GetNames(simple), Value(p, config))
                           : new ConfigSetting(p.Name, simple.Name, null, [], Value(p, config));
        return new ConfigDescription(type.Name, [.. settings], Has(type, "ForText", typeof(string)), Has(type, "Fast"));
    }

    private static string Value(PropertyInfo property, object config) => property.GetValue(config) switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var text => text.ToString()!,
    };

    private static bool Has(Type type, string method, params Type[] parameters) => type.GetMethod(method, parameters) is not null;

    /// <summary>A type declared in a cell is known by its bare name, any other by its full one.</summary>
    private static string CSharpName(Type type) =>
        type.FullName!.StartsWith("Submission#", StringComparison.Ordinal)
            ? type.FullName[(type.FullName.IndexOf('+') + 1)..].Replace('+', '.')
            : "global::" + type.FullName.Replace('+', '.');
}
