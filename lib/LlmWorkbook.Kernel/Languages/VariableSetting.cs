using System.Globalization;
using System.Text.Json;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>What a <c>#!set</c> asks for: a variable's name and its value.</summary>
internal sealed class VariableSetting
{
    private readonly MagicOptions _options;
    private readonly string _value;
    private readonly string? _mimeType;

    public VariableSetting(CellPart.Command command)
    {
        // Values are shared as they are: everything lives in one process, so --byref asks for nothing more.
        _options = new MagicOptions("set", command.Line, command.Options, "--name", "--value", "--mime-type", "--byref?");
        Name = _options.Required("--name");
        _ = _options.Required("--value");
        _value = _options.Raw("--value")!;
        _mimeType = _options["--mime-type"];
        if (!Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(Name))
            throw _options.Wrong($"{Name} is no name of a variable");
    }

    /// <summary>The variable to set.</summary>
    public string Name { get; }

    /// <summary>The name after <c>@csharp:</c>, when the value as it is comes from there; C# then copies it with its type.</summary>
    public string? CSharpSource => _mimeType is null && _value.Split(':') is [var from, var name] && from[0] == '@' && MagicNames.Language(from[1..]) == MagicNames.CSharp ? name : null;

    /// <summary>An error about this magic.</summary>
    public MagicException Wrong(string why) => _options.Wrong(why);

    /// <summary>The value.</summary>
    /// <param name="session">Where <c>@language:name</c> looks.</param>
    /// <param name="stop">Ends a question to the user.</param>
    public async Task<object?> ValueAsync(Session session, CancellationToken stop)
    {
        if (!_value.StartsWith('@'))
            return Literal(_value);
        var colon = _value.IndexOf(':');
        var (from, what) = colon < 0 ? ("input", _value[1..]) : (_value[1..colon], _value[(colon + 1)..].Trim('"'));
        var value = from switch
        {
            "input" => await UserInput.AskOrThrowAsync(what, password: false, stop),
            "password" => new PasswordString(await UserInput.AskOrThrowAsync(what, password: true, stop)),
            _ => Shared(session, from, what),
        };
        return _mimeType is null ? value : await session.CSharp.OnCellThread(() => value.ToDisplayString(_mimeType), stop);
    }

    private object? Shared(Session session, string from, string name)
    {
        var language = MagicNames.Language(from) ?? throw _options.Wrong($"@{from}: is neither a language nor input nor password");
        var known = session.Variables(language);
        return known.TryGetValue(name, out var variable)
            ? variable.Value
            : throw _options.Wrong(known.Count == 0
                ? $"there is no variable {name}: {from} has none yet"
                : $"there is no variable {name} in {from}; did you mean {Running.NearestName.Find(name, known.Keys)}?");
    }

    /// <summary>A number, true or false, or JSON as what it is; any other text as a string.</summary>
    private static object? Literal(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) ? n
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) ? l
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && char.IsAsciiDigit(text[^1]) ? x
        : bool.TryParse(text, out var b) ? b
        : text[0] is '{' or '[' or '"' ? Json(text)
        : text.Length > 1 && text[0] == '\'' && text[^1] == '\'' ? text[1..^1]
        : text;

    private static object? Json(string text)
    {
        try
        {
            var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.String ? json.RootElement.GetString() : json;
        }
        catch (JsonException)
        {
            return text.Trim('"');
        }
    }
}
