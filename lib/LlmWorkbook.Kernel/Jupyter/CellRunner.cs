using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LlmWorkbook.Kernel.Hosting;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>Runs cells in the evaluating process and passes on what they show. When that process ends, by native code or by the user's wish, a new one takes its place.</summary>
internal sealed class CellRunner(IoPub iopub, StdinChannel stdin, Func<EvaluatorProcess> start) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<Event?>> _questions = [];
    private EvaluatorProcess? _process;
    private RunningCell? _running;
    private (JsonObject? Parent, int Count) _latest;
    private int _lastQuestion;
    private bool _assists;
    private bool _disposed;

    /// <summary>Starts the evaluating process when there is none.</summary>
    public EvaluatorProcess Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_process is null)
            {
                _process = start();
                _assists = false;
                _ = Listen(_process);
            }
            return _process;
        }
    }

    /// <summary>Runs a cell to its end.</summary>
    public async Task<CellEnd> RunAsync(RunningCell cell)
    {
        EvaluatorProcess process;
        lock (_lock)
        {
            process = Start();
            (_running, _latest) = (cell, (cell.Request.Message.Header, cell.Count));
        }
        await process.SendAsync(new Request.Execute($"cell {cell.Count}", cell.Request.Code, Expressions: cell.Request.Expressions));
        var end = await cell.Ended;
        WarmUpCompletion();
        return end;
    }

    /// <summary>After the first cell: an editor that waits long for its first answer gives up on it.</summary>
    private void WarmUpCompletion()
    {
        lock (_lock)
        {
            if (_assists || _process is null || _disposed)
                return;
            _assists = true;
        }
        const string code = "Console.";
        _ = AskAsync(id => new Request.Complete(id, code, code.Length));
    }

    /// <summary>Asks what an editor wants to know; null when the process ended over it.</summary>
    /// <param name="question">Makes the request from an id.</param>
    public async Task<Event?> AskAsync(Func<int, Request> question)
    {
        var id = Interlocked.Increment(ref _lastQuestion);
        var answer = _questions[id] = new TaskCompletionSource<Event?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Start().SendAsync(question(id));
        return await answer.Task;
    }

    /// <summary>
    /// Stop: asks the running cell to end. When it still runs after two seconds the user is told, and the next Stop ends its
    /// process.
    /// </summary>
    public void Interrupt()
    {
        RunningCell? cell;
        EvaluatorProcess? process;
        lock (_lock)
        {
            (cell, process) = (_running, _process);
            if (cell is null || process is null)
                return;
            if (cell.Stubborn)
            {
                cell.GivenUp = true;
                process.Kill();
                return;
            }
            if (cell.Stopped)
                return;
            cell.Stopped = true;
        }
        _ = process.SendAsync(new Request.Interrupt());
        _ = Warn(cell);
    }

    public async ValueTask DisposeAsync()
    {
        EvaluatorProcess? process;
        lock (_lock)
            (_disposed, process) = (true, _process);
        if (process is not null)
            await process.DisposeAsync();
    }

    private async Task Warn(RunningCell cell)
    {
        if (await Task.WhenAny(cell.Ended, Task.Delay(s_patience)) == cell.Ended)
            return;
        lock (_lock)
            cell.Stubborn = true;
        iopub.Stream(
            "stderr",
            $"\nCell {cell.Count} has not stopped: it is in a library call that does not listen to Stop. Wait for the call to end, or press Stop once more "
            + "(or restart the kernel) to end its process: all variables are lost then, the notebook is not.\n",
            cell.Request.Message.Header);
    }

    private async Task Listen(EvaluatorProcess process)
    {
        while (await process.ReadAsync(CancellationToken.None) is { } news)
            foreach (var one in news is Event.Display ? await Settle(news, process) : [news])
                Take(one, process);
        Ended(process);
    }

    /// <summary>Holds a display back, and what is shown behind it, until the client can take it or the cell shows nothing more.</summary>
    private async Task<List<Event>> Settle(Event display, EvaluatorProcess process)
    {
        List<Event> held = [display];
        TimeSpan left;
        lock (_lock)
            left = _running?.LeftToSettle ?? TimeSpan.Zero;
        if (left <= TimeSpan.Zero)
            return held;
        using var settled = new CancellationTokenSource(left);
        try
        {
            while (held[^1] is Event.Display or Event.Update or Event.Stream or Event.Clear && await process.ReadAsync(settled.Token) is { } next)
                held.Add(next);
        }
        catch (OperationCanceledException)
        {
            // Now it can.
        }
        return held;
    }

    private void Take(Event news, EvaluatorProcess process)
    {
        switch (news)
        {
            case Event.Done done:
                RunningCell? cell;
                lock (_lock)
                    (cell, _running) = (_running, null);
                stdin.Forget();
                cell?.End(done.Expressions);
                break;
            case Event.InputRequest question:
                Ask(question, process);
                break;
            case Event.Completed { Id: var id }:
                Answer(id, news);
                break;
            case Event.Inspected { Id: var id }:
                Answer(id, news);
                break;
            case Event.Completeness { Id: var id }:
                Answer(id, news);
                break;
            default:
                Show(news);
                break;
        }
    }

    /// <summary>Shows news under the running cell, or under the last one when a thread of its goes on.</summary>
    private void Show(Event news)
    {
        RunningCell? cell;
        (JsonObject? Parent, int Count) latest;
        lock (_lock)
            (cell, latest) = (_running, _latest);
        if (news is Event.Error error)
            cell?.Fail(error);
        if (cell is { Request.Silent: true } && news is Event.Result)
            return;
        iopub.Show(news, latest.Count, latest.Parent);
    }

    private void Ask(Event.InputRequest question, EvaluatorProcess process)
    {
        RunningCell? cell;
        lock (_lock)
            cell = _running;
        if (cell is { Request.AllowStdin: true })
            stdin.Ask(cell.Identity, cell.Request.Message, question.Prompt, question.Password, text => _ = process.SendAsync(new Request.Input(text)));
        else
            _ = process.SendAsync(new Request.Input(null));
    }

    private void Answer(int id, Event? answer)
    {
        if (_questions.TryRemove(id, out var waiting))
            waiting.SetResult(answer);
    }

    /// <summary>The process is gone: says how, and makes room for the next one.</summary>
    private void Ended(EvaluatorProcess process)
    {
        RunningCell? cell;
        bool disposed;
        lock (_lock)
            (cell, _running, _process, disposed) = (_running, null, null, _disposed);
        foreach (var id in _questions.Keys)
            Answer(id, null);
        if (disposed)
            return;
        stdin.Forget();
        var error = cell is { GivenUp: true }
            ? new Event.Error("ProcessEnded", $"Cell {cell.Count} was ended together with its process, as asked: all variables are lost. Run the notebook's cells again from the top.", null, [])
            : new Event.Error("ProcessEnded", $"{(cell is null ? "After the last cell" : $"In cell {cell.Count}")} the process that runs the cells {ProcessEnd.Describe(process.ExitCode, process.ErrorText)}. "
                + "All variables are lost: run the notebook's cells again from the top, with smaller settings if memory was short; ./workbook doctor tells what is installed.", null, []);
        error = error with { Traceback = [error.Message] };
        if (cell is null)
        {
            iopub.Stream("stderr", error.Message + "\n", _latest.Parent);
            return;
        }
        cell.Fail(error);
        iopub.Error(error, cell.Request.Message.Header);
        cell.End(null);
    }
}
