using System.Diagnostics;
using LlmWorkbook.Kernel.Evaluation;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace LlmWorkbook.Kernel.Languages;

/// <summary>One notebook's session: runs cells of any language one after the other; each sees what those before it left.</summary>
/// <param name="baseFolder">The folder that <c>#r</c>, <c>#load</c> and <c>#!import</c> start from.</param>
internal sealed class Session(string baseFolder)
{
    private static readonly CellOutcome s_nothing = new(false, null, null);

    private readonly ValueStore _values = new(baseFolder);
    private readonly Importer _importer = new(baseFolder);
    private FSharpInterpreter? _fsharp;

    private FSharpInterpreter FSharp => _fsharp ??= new FSharpInterpreter();

    /// <summary>The C# of the session.</summary>
    public Evaluator CSharp { get; } = new(baseFolder);

    /// <summary>Runs one cell to its end; what it displays on the way goes to the display sink.</summary>
    /// <param name="code">The cell's text, magics included.</param>
    /// <param name="name">What to call the cell in errors, for example <c>cell 3</c>.</param>
    /// <param name="language">The language of what stands before the first magic, or null for C#.</param>
    /// <param name="stop">Stops the cell.</param>
    /// <returns>The value of the last part, when it has one; the values of the parts before it are displayed.</returns>
    public async Task<CellOutcome> ExecuteAsync(string code, string name, string? language, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var parts = CellParts.Of(code, language);
            var timed = parts.Any(p => p is CellPart.Command { Name: "time" });
            var last = s_nothing;
            foreach (var part in parts)
            {
                await ShowAsync(last, stop);
                last = await RunAsync(part, name, stop);
                if (last.Error is not null)
                    break;
            }
            if (timed)
                $"Wall time: {clock.Elapsed.TotalMilliseconds:0.##} ms".DisplayAs(PlainTextFormatter.MimeType);
            return last;
        }
        catch (MagicException e)
        {
            return new CellOutcome(false, null, new CellError("MagicError", e.Message, e.Line, [e.Message]));
        }
        catch (Exception e)
        {
            return new CellOutcome(false, null, stop.IsCancellationRequested ? RuntimeErrors.Stopped(name) : RuntimeErrors.Describe(e, name));
        }
    }

    /// <summary>The variables of a language, by name.</summary>
    public IReadOnlyDictionary<string, CellVariable> Variables(string language) => language switch
    {
        MagicNames.CSharp => CSharp.Variables,
        MagicNames.FSharp => _fsharp?.Variables ?? new Dictionary<string, CellVariable>(),
        "value" => _values.Names.ToDictionary(n => n, n => new CellVariable(n, typeof(string), _values[n])),
        _ => new Dictionary<string, CellVariable>(),
    };

    /// <summary>Displays a value as a cell's last expression is shown.</summary>
    public async Task ShowAsync(CellOutcome outcome, CancellationToken stop)
    {
        if (outcome.HasValue && outcome.Value is not DisplayedValue)
            await CSharp.OnCellThread(() => outcome.Value.Display(), stop);
    }

    private async Task<CellOutcome> RunAsync(CellPart part, string name, CancellationToken stop)
    {
        switch (part)
        {
            case CellPart.Code { Language: MagicNames.CSharp } code:
                return await CSharp.EvaluateAsync(code.Text, name, stop);
            case CellPart.Code { Language: MagicNames.FSharp } code:
                return await CSharp.OnCellThread(() => FSharp.Evaluate(code.Text, name, stop), stop);
            case CellPart.Code { Language: "value" } code:
                if (_values.Keep(code) is (var text, { } mimeType))
                    text.DisplayAs(mimeType);
                return s_nothing;
            case CellPart.Code code:
                Markup.Show(code.Language, code.Text);
                return s_nothing;
            case CellPart.Command { Name: "set" } command:
                return await SetAsync(new VariableSetting(command), command.Language, name, stop);
            case CellPart.Command { Name: CellParts.PackageSource } command:
                CSharp.AddPackageSource(command.Options.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) && command.Options["nuget:".Length..].Trim() is { Length: > 0 } source
                    ? source
                    : throw new MagicException($"#i \"{command.Options}\": write it as #i \"nuget:https://…\", or with a folder of packages.", command.Line));
                return s_nothing;
            case CellPart.Command { Name: "import" } command:
                return await _importer.RunAsync(this, command, stop);
            case CellPart.Command command:
                Information.Show(this, command);
                return s_nothing;
        }
        throw new InvalidOperationException(part.ToString());
    }

    private async Task<CellOutcome> SetAsync(VariableSetting setting, string language, string name, CancellationToken stop)
    {
        if (language == MagicNames.FSharp)
        {
            var bound = await setting.ValueAsync(this, stop) ?? throw setting.Wrong("F# Interactive cannot bind a name to null");
            return await CSharp.OnCellThread(() =>
            {
                FSharp.Set(setting.Name, bound);
                return s_nothing;
            }, stop);
        }
        if (language != MagicNames.CSharp)
            throw setting.Wrong($"variables are set in C# or F#; write #!csharp above it, not #!{language}");
        if (setting.CSharpSource is { } source && CSharp.Variables.ContainsKey(source))
            return await CSharp.EvaluateAsync($"var {setting.Name} = {source};", name, stop);
        var value = await setting.ValueAsync(this, stop);
        var type = value is null ? "object?" : IsKnownToCSharp(value.GetType()) && CSharpName.ForCode(value.GetType()) is { } known ? known : "object";
        return await CSharp.EvaluateAsync($"{type} {setting.Name} = global::{typeof(SharedValue).FullName}.Take<{type}>(\"{SharedValue.Offer(value)}\");", name, stop);
    }

    /// <summary>Whether C# cells can name a type without a <c>#r</c>: not those of F#'s own library and cells.</summary>
    private static bool IsKnownToCSharp(Type type) =>
        (type.Assembly == typeof(Session).Assembly || Frameworks.Assemblies.ContainsKey(type.Assembly.GetName().Name ?? "")) && type.GenericTypeArguments.All(IsKnownToCSharp);
}
