using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive;

namespace LlmWorkbook.Kernel.Evaluation;

/// <summary>Compiles and runs cells one after the other; each sees what those before it declared.</summary>
internal sealed class Evaluator
{
    private static readonly CellOutcome s_nothing = new(false, null, null);

    private readonly string _baseFolder;
    private readonly NotebookLoadContext _loader = new();
    private readonly ReferenceResolver _references;
    private readonly CellThread _thread = new();
    private readonly List<string> _names = [];
    private volatile Submission? _last;
    private object?[] _objects = new object?[2];

    /// <param name="baseFolder">The folder that <c>#r</c> and <c>#load</c> start from.</param>
    public Evaluator(string baseFolder) => (_baseFolder, _references) = (baseFolder, new ReferenceResolver(baseFolder, _loader));

    /// <summary>A text as the next cell: it sees what the session has declared, and does not run. May be called at any time, on any thread.</summary>
    public Submission Draft(string code) => Next(code, "draft");

    /// <summary>Runs one cell to its end.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="name">What to call the cell in errors, for example <c>cell 3</c>.</param>
    /// <param name="stop">Stops the cell's loops and whatever watches the token.</param>
    public async Task<CellOutcome> EvaluateAsync(string code, string name, CancellationToken stop)
    {
        var submission = Next(code, name);
        if (MissingReference(submission) is { } missing)
            return new CellOutcome(false, null, missing);
        if (submission.Errors is { IsEmpty: false } errors)
            return new CellOutcome(false, null, CompileErrors.Describe(errors));

        var emitted = submission.Emit();
        _names.Add(name);
        _last = submission;
        if (emitted is not { } image)
            return s_nothing;
        var (typeName, methodName) = submission.EntryPoint;
        var method = _loader.LoadFromStream(image.Code, image.Symbols).GetType(typeName, throwOnError: true)!
            .GetMethod(methodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        var run = method.CreateDelegate<Func<object?[], Task<object?>>>();
        Array.Resize(ref _objects, _names.Count + 1);

        CellGuard.Reset();
        using var stopping = stop.Register(CellGuard.Stop);
        KernelInvocationContext.Current = new KernelInvocationContext(stop);
        try
        {
            var value = await _thread.Run(() => run(_objects), submission.Awaits);
            return submission.HasValue || value is not null ? new CellOutcome(true, value, null) : s_nothing;
        }
        catch (Exception e)
        {
            return new CellOutcome(false, null, RuntimeErrors.Describe(e, _names));
        }
        finally
        {
            KernelInvocationContext.Current = null;
        }
    }

    /// <summary>Runs something that belongs to the cells, such as formatting a value, on their thread.</summary>
    public Task<T> OnCellThread<T>(Func<T> work) => _thread.Run(() => Task.FromResult(work()), awaits: false);

    /// <summary>The variables that cells have declared, by name; of several with one name the latest.</summary>
    public IReadOnlyDictionary<string, CellVariable> Variables =>
        _objects.Reverse().OfType<object>()
            .SelectMany(cell => cell.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public), (cell, f) => (cell, f))
            .Where(p => !p.f.Name.StartsWith('<')).DistinctBy(p => p.f.Name)
            .ToDictionary(p => p.f.Name, p => new CellVariable(p.f.Name, p.f.FieldType, p.f.GetValue(p.cell)));

    private Submission Next(string code, string name) => Submission.Create(code, name, _last, _references, _baseFolder);

    private CellError? MissingReference(Submission submission)
    {
        foreach (var directive in submission.References)
        {
            var file = directive.File.ValueText;
            if (Frameworks.Assemblies.ContainsKey(file) || File.Exists(_references.FullPath(file)))
                continue;
            var line = directive.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            var message = file.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase)
                ? $"#r \"{file}\": packages cannot be fetched here; refer to a file instead."
                : $"#r \"{file}\": there is no file {_references.FullPath(file)}; build it first (./workbook setup) or correct the path.";
            return new CellError("ReferenceError", message, line, [$"line {line}"]);
        }
        return null;
    }
}
