using System.Diagnostics;
using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Hosting;
using LlmWorkbook.Kernel.Notebooks;

namespace LlmWorkbook.Kernel.Running;

/// <summary>One run of one lesson: sends its cells to the evaluating process and collects what they show in the notebook.</summary>
internal sealed class LessonRun : IAsyncDisposable
{
    private readonly RunRequest _request;
    private readonly Notebook _notebook;
    private readonly RunPlan _plan;
    private readonly IProgress<RunProgress>? _progress;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<CellTime> _times = [];
    private readonly EvaluatorProcess _process;
    private readonly bool _injects;
    private IReadOnlyList<ParameterLine> _injected = [];
    private ConfigDescription? _own;
    private string? _headline;
    private RunFailure? _failure;

    public LessonRun(RunRequest request, Notebook notebook, IProgress<RunProgress>? progress)
    {
        (_request, _notebook, _progress) = (request, notebook, progress);
        _plan = new RunPlan(notebook, request);
        _injects = ParameterCell.IsNeeded(request) && _plan.Cells.Any(c => c.Tags.Contains(ParameterCell.Tag));
        _process = EvaluatorProcess.Start(request.WorkingDirectory ?? Path.GetDirectoryName(Path.GetFullPath(request.NotebookPath))!, kernel: request.Kernel);
    }

    public async Task<RunResult> RunAsync(CancellationToken cancel)
    {
        try
        {
            if (!_injects && (_request.TextFile is not null || _request.Parameters.Count > 0))
                throw new InputException($"Lesson {_request.Lesson} takes no {(_request.TextFile is null ? "parameters" : "--text")}.");
            for (var i = 0; i < _plan.Cells.Count; i++)
            {
                var failure = await RunCell(_plan.Cells[i], i + 1, cancel);
                _failure ??= failure;
                if (failure is not null && (failure.EndsRun || !_request.KeepGoing))
                    break;
            }
        }
        catch (InputException e)
        {
            return new RunResult(_request.Lesson, 2, null, e.Message, _clock.Elapsed, []);
        }
        var result = new RunResult(_request.Lesson, _failure?.ExitCode ?? 0, _headline, _failure?.Sentence, _clock.Elapsed, _times);
        Remember(result);
        return result;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<RunFailure?> RunCell(Cell cell, int number, CancellationToken cancel)
    {
        var begun = _clock.Elapsed;
        cell.ExecutionCount = number;
        Report(RunStage.CellStarted, cell);
        var failure = await Evaluate(cell, cancel);
        if (failure is null && cell.Tags.Contains(ParameterCell.InjectedTag))
            await ShowChanges(cell);
        var elapsed = _clock.Elapsed - begun;
        _times.Add(new CellTime(number, _plan.TitleOf(cell), elapsed));
        RunPlan.Note(cell, "seconds", Math.Round(elapsed.TotalSeconds, 3));
        foreach (var line in cell.ShownLines)
            Report(RunStage.Output, cell, line + "\n");
        Report(RunStage.CellFinished, cell);

        if (failure is null && cell.Tags.Contains("headline"))
            _headline = cell.StandardOutput.Split('\n').Select(l => l.Trim()).LastOrDefault(l => l.Length > 0);
        if (failure is null && _injects && cell.Tags.Contains(ParameterCell.Tag))
            await Inject(cell);
        return failure;
    }

    private async Task Inject(Cell parameters)
    {
        _own = await Describe(parameters);
        _injected = ParameterCell.Lines(_request, _own);
        _plan.InsertAfter(_notebook, parameters, Cell.Code(string.Join('\n', _injected.Select(l => l.Code)), ParameterCell.InjectedTag));
    }

    private async Task<ConfigDescription?> Describe(Cell cell)
    {
        await _process.SendAsync(new Request.Describe(ParameterCell.Variable));
        while (await _process.ReadAsync(CancellationToken.None) is { } answer)
        {
            if (answer is Event.Described described)
                return described.Config;
            Show(cell, answer);
        }
        return null;
    }

    /// <summary>Shows what the injected cell changed, in the notebook and to whoever watches.</summary>
    private async Task ShowChanges(Cell injected)
    {
        if (_own is null || await Describe(injected) is not { } now)
            return;
        var table = ParameterTable.Compare(_own, now, [.. _request.Parameters.Select(p => p.Name)]);
        injected.AddDisplay(new Dictionary<string, string> { ["text/html"] = table.Html(), ["text/plain"] = table.Text() }, injected.Id);
        Report(RunStage.Output, injected, table.Text());
    }

    private async Task<RunFailure?> Evaluate(Cell cell, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (_request.CellTimeout is { } longest)
            limit.CancelAfter(longest);
        Event.Error? error = null;
        void Take(Event e) => error = Show(cell, e) ?? error;
        var failures = new RunFailures(_request, cell, _injected);
        try
        {
            await _process.SendAsync(new Request.Execute($"cell {cell.ExecutionCount}", cell.Source, CellLanguage.Of(cell)));
            while (true)
            {
                switch (await _process.ReadAsync(limit.Token))
                {
                    case Event.Done:
                        return error is null ? null : failures.Thrown(error);
                    case Event.InputRequest:
                        await _process.SendAsync(new Request.Input(null));
                        break;
                    case { } e:
                        Take(e);
                        break;
                    case null:
                        return failures.Crashed(_process.ExitCode, _process.ErrorText);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await _process.StopAsync(Take);
            return cancel.IsCancellationRequested ? failures.Cancelled(error) : failures.TookTooLong(error);
        }
    }

    /// <summary>Puts what the process tells into the notebook; returns it when it is an error.</summary>
    private Event.Error? Show(Cell cell, Event message)
    {
        switch (message)
        {
            case Event.Stream stream:
                cell.AddStream(stream.Name, stream.Text);
                if (stream.Name == "stdout")
                    Report(RunStage.Output, cell, stream.Text);
                break;
            case Event.Display display:
                cell.AddDisplay(display.Data, display.Id);
                break;
            case Event.Update update:
                foreach (var any in _plan.Cells)
                    any.UpdateDisplay(update.Data, update.Id);
                break;
            case Event.Clear clear:
                cell.ClearOutputs(clear.Wait);
                break;
            case Event.Result result:
                cell.AddResult(result.Data);
                break;
            case Event.Error error:
                cell.AddError(error.Name, error.Message, error.Traceback);
                return error;
        }
        return null;
    }

    private void Report(RunStage stage, Cell cell, string text = "") => _progress?.Report(new RunProgress(
        stage, cell.ExecutionCount ?? 0, _plan.Cells.Count + (_injects && _injected.Count == 0 ? 1 : 0), _plan.TitleOf(cell), text, _clock.Elapsed));

    /// <summary>Keeps the outcome in the executed notebook: the pages are written from there, whenever that is.</summary>
    private void Remember(RunResult result) => _notebook.Metadata["workbook"] = new JsonObject
    {
        ["exit_code"] = result.ExitCode,
        ["headline"] = result.Headline,
        ["error"] = result.Error,
        ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 3),
        ["fast"] = _request.Fast,
    };
}
