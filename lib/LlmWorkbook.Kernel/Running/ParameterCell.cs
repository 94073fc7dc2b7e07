using System.Globalization;
using LlmWorkbook.Kernel.Hosting;
using Microsoft.CodeAnalysis.CSharp;

namespace LlmWorkbook.Kernel.Running;

/// <summary>The C# cell that carries the command line into a lesson: it changes <c>config</c> after the cell tagged <c>parameters</c>.</summary>
internal static class ParameterCell
{
    /// <summary>The tag of a lesson's own cell.</summary>
    public const string Tag = "parameters";

    /// <summary>The tag of the cell put in after it.</summary>
    public const string InjectedTag = "injected-parameters";

    /// <summary>The variable that both speak of.</summary>
    public const string Variable = "config";

    /// <summary>Whether there is anything to inject.</summary>
    public static bool IsNeeded(RunRequest request) => request.TextFile is not null || request.Fast || request.Parameters.Count > 0;

    /// <summary>The cell's lines: text, then scale, then single settings, so that a setting has the last word.</summary>
    /// <exception cref="InputException">The lesson has no such setting, or the value cannot be read.</exception>
    public static IReadOnlyList<ParameterLine> Lines(RunRequest request, ConfigDescription? config)
    {
        if (config is null)
            throw new InputException($"Lesson {request.Lesson} defines no `{Variable}` in its cell tagged `{Tag}`, so nothing can be set from the command line.");
        var lines = new List<ParameterLine>();
        if (request.TextFile is { } text)
        {
            if (!config.TakesText)
                throw new InputException($"Lesson {request.Lesson} takes no --text.");
            var path = Path.GetFullPath(text, request.WorkingDirectory ?? Environment.CurrentDirectory);
            lines.Add(new ParameterLine("--text " + text, $"{Variable} = {Variable}.ForText({Quoted(path)});"));
        }
        if (request.Fast)
        {
            if (!config.TakesFast)
                throw new InputException($"Lesson {request.Lesson} takes no --fast.");
            lines.Add(new ParameterLine("--fast", $"{Variable} = {Variable}.Fast();"));
        }
        foreach (var (name, value) in request.Parameters)
            lines.Add(new ParameterLine($"-p {name}={value}", $"{Variable} = {Variable} with {{ {name} = {Literal(Setting(request, config, name), value)} }};"));
        return lines;
    }

    private static ConfigSetting Setting(RunRequest request, ConfigDescription config, string name)
    {
        if (config.Settings.FirstOrDefault(s => s.Name == name) is { } found)
            return found;
        var valid = NearestName.Order(name, config.Settings.Select(s => s.Name)).ToList();
        throw new InputException(valid.Count > 0
            ? $"Lesson {request.Lesson} has no parameter `{name}`; did you mean `{valid[0]}`? Its parameters, the nearest first: {string.Join(", ", valid)}."
            : $"Lesson {request.Lesson} has no parameters.");
    }

    private static string Literal(ConfigSetting setting, string value)
    {
        var invariant = CultureInfo.InvariantCulture;
        return setting.Kind switch
        {
            "String" => Quoted(value),
            "Int32" when int.TryParse(value, NumberStyles.AllowLeadingSign, invariant, out var n) => n.ToString(invariant),
            "Int64" when long.TryParse(value, NumberStyles.AllowLeadingSign, invariant, out var n) => n.ToString(invariant) + "L",
            "Double" when double.TryParse(value, NumberStyles.Float, invariant, out var x) && double.IsFinite(x) => x.ToString("R", invariant) + "d",
            "Single" when float.TryParse(value, NumberStyles.Float, invariant, out var x) && float.IsFinite(x) => x.ToString("R", invariant) + "f",
            "Boolean" when bool.TryParse(value, out var b) => b ? "true" : "false",
            "Enum" when setting.EnumNames.FirstOrDefault(e => e.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } member => $"{setting.EnumType}.{member}",
            "Enum" => throw new InputException($"-p {setting.Name}={value}: `{value}` is none of {string.Join(", ", setting.EnumNames)}; did you mean `{NearestName.Find(value, setting.EnumNames)}`?"),
            _ => throw new InputException($"-p {setting.Name}={value}: `{value}` is not {Kind(setting.Kind)}."),
        };
    }

    private static string Kind(string kind) => kind switch
    {
        "Int32" or "Int64" => "a whole number in range, such as 12",
        "Boolean" => "true or false",
        _ => "a number, such as 0.001",
    };

    private static string Quoted(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}

/// <summary>One line of the injected cell.</summary>
/// <param name="Option">The part of the command line it comes from.</param>
/// <param name="Code">The C# statement.</param>
internal sealed record ParameterLine(string Option, string Code);
