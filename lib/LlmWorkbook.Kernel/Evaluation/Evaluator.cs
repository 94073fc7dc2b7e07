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
    private readonly HashSet<string> _names = [];
    private readonly VariableTable _variables = new();
    private volatile Submission? _last;
    private object?[] _objects = new object?[2];

    /// <param name="baseFolder">The folder that <c>#r</c> and <c>#load</c> start from.</param>
    public Evaluator(string baseFolder) => (_baseFolder, _references) = (baseFolder, new ReferenceResolver(baseFolder, _loader));

    /// <summary>A text as the next cell: it sees what the session has declared, and does not run. May be called at any time, on any thread.</summary>
    public Submission Draft(string code) => Next(code, "draft");

    /// <summary>The variables that cells which have ended declared, by name; of several with one name the latest.</summary>
    public IReadOnlyDictionary<string, CellVariable> Variables => _variables.Current;

    /// <summary>Runs one cell to its end.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="name">What to call the cell in errors, for example <c>cell 3</c>.</param>
    /// <param name="stop">Stops the cell: its loops, functions and waits, and whatever watches the token of its context.</param>
    public async Task<CellOutcome> EvaluateAsync(string code, string name, CancellationToken stop)
    {
        var submission = Next(code, name);
        if (await MissingReferenceAsync(submission, stop) is { } missing)
            return new CellOutcome(false, null, missing);
        if (submission.References.Any(r => NuGetReferences.IsPackage(r.File.ValueText)))
            submission = Submission.Create(code, name, _last, _references, _baseFolder, _references.PackageFiles);
        var emitted = submission.Emit();
        if (emitted is null && submission.Errors is { IsEmpty: false } errors)
            return new CellOutcome(false, null, CompileErrors.Describe(errors));
        _names.Add(name);
        _last = submission;
        return emitted is { } image ? await Run(Load(submission, image), submission, name, stop) : s_nothing;
    }

    /// <summary>Runs something that belongs to the cells, such as formatting a value, on their thread.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="stop">Interrupts what it waits for.</param>
    public Task<T> OnCellThread<T>(Func<T> work, CancellationToken stop = default) => _thread.Run(() => Task.FromResult(work()), awaits: false, stop);

    private MethodInfo Load(Submission submission, (MemoryStream Code, MemoryStream Symbols) image)
    {
        var (typeName, methodName) = submission.EntryPoint;
        return _loader.LoadFromStream(image.Code, image.Symbols).GetType(typeName, throwOnError: true)!
            .GetMethod(methodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
    }

    private async Task<CellOutcome> Run(MethodInfo method, Submission submission, string name, CancellationToken stop)
    {
        var run = method.CreateDelegate<Func<object?[], Task<object?>>>();
        Array.Resize(ref _objects, submission.Index + 2);
        // The cell has a token of its own: what it hangs on the token runs on a thread of its own, not on the one that passes Stop on.
        var stopped = new CancellationTokenSource();
        CellGuard.Begin(stopped.Token);
        await using var stopping = stop.UnsafeRegister(_ =>
        {
            CellGuard.Stop();
            new Thread(() => Cancel(stopped)) { IsBackground = true, Name = "cancel" }.Start();
        }, null);
        KernelInvocationContext.Current = new KernelInvocationContext(stopped.Token);
        var finished = false;
        try
        {
            var value = await _thread.Run(() => run(_objects), submission.Awaits, stop);
            finished = true;
            // A cell that Stop ended without an exception, or that lost threads to it, was stopped none the less.
            return new CellOutcome(submission.HasValue || value is not null, value, stop.IsCancellationRequested ? RuntimeErrors.Stopped(name) : null);
        }
        catch (Exception e)
        {
            return new CellOutcome(false, null, stop.IsCancellationRequested ? RuntimeErrors.Stopped(name) : RuntimeErrors.Describe(e, name, _names));
        }
        finally
        {
            KernelInvocationContext.Current = null;
            if (Array.FindLast(_objects, o => o?.GetType() == method.DeclaringType) is { } cell && _variables.Add(cell, finished))
                Memory.Collect();
        }
    }

    private static void Cancel(CancellationTokenSource stopped)
    {
        try
        {
            stopped.Cancel();
        }
        catch (AggregateException e)
        {
            OtherThreads.Report(e);
        }
    }

    private Submission Next(string code, string name) => Submission.Create(code, name, _last, _references, _baseFolder);

    /// <summary>Restores the packages that a cell refers to, and looks for its files; what cannot be had is an error.</summary>
    private async Task<CellError?> MissingReferenceAsync(Submission submission, CancellationToken stop)
    {
        var packages = submission.References.Where(r => NuGetReferences.IsPackage(r.File.ValueText)).ToList();
        if (packages.Count > 0)
        {
            var (installed, problem) = await _references.Packages.RestoreAsync(packages.Select(p => p.File.ValueText), stop);
            foreach (var package in installed)
                $"Installed package {package}".DisplayAs("text/plain");
            if (problem is not null)
                return Error(packages[0], problem);
        }
        return submission.References.FirstOrDefault(r => !IsThere(r.File.ValueText)) is { } missing
            ? Error(missing, $"#r \"{missing.File.ValueText}\": there is no file {_references.FullPath(missing.File.ValueText)}; build it first (./workbook setup) or correct the path.")
            : null;

        bool IsThere(string file) => NuGetReferences.IsPackage(file) || Frameworks.Assemblies.ContainsKey(file) || File.Exists(_references.FullPath(file));

        static CellError Error(SyntaxNode directive, string message)
        {
            var line = directive.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            return new CellError("ReferenceError", message, line, [$"line {line}"]);
        }
    }

    /// <summary>Adds a source of packages.</summary>
    public void AddPackageSource(string source) => _references.Packages.AddSource(source);
}
