using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using LlmWorkbook.Kernel.Evaluation;
using LlmWorkbook.Kernel.Help;
using LlmWorkbook.Kernel.Languages;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace LlmWorkbook.Kernel.Hosting;

/// <summary>The evaluating process: requests come in on standard input, events go out on a pipe of their own, so that what native code prints mixes with nothing.</summary>
internal sealed class EvaluatorHost : DisplaySink
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _events;
    private readonly Session _session = new(Environment.CurrentDirectory);
    private readonly Assistant _assistant;
    private readonly InputExchange _input;
    private readonly ConsoleCapture _out;
    private readonly ConsoleCapture _error;
    private readonly BlockingCollection<Request> _requests = [];
    private readonly Lock _stopLock = new();
    private CancellationTokenSource? _stop;

    private EvaluatorHost(Stream events)
    {
        _events = new StreamWriter(events, new UTF8Encoding(false));
        _assistant = new Assistant(_session.CSharp, Environment.CurrentDirectory);
        _input = new InputExchange(Send);
        _out = new ConsoleCapture(text => Send(new Event.Stream("stdout", text)));
        _error = new ConsoleCapture(text => Send(new Event.Stream("stderr", text)), other: _out);
    }

    /// <summary>Serves one notebook until standard input ends.</summary>
    /// <param name="pipeHandle">The handle of the pipe for events, inherited from the front or the runner.</param>
    public static async Task<int> RunAsync(string pipeHandle)
    {
        // Ctrl+C reaches every process of a terminal; whoever started this one decides what it means and says so.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, pipeHandle);
        var host = new EvaluatorHost(pipe);
        OtherThreads.Keep();
        Console.SetOut(host._out);
        Console.SetError(host._error);
        Console.SetIn(TextReader.Null);
        Current = host;
        PendingUpdates.Current = new PendingUpdates(TimeProvider.System, host, work => _ = host._session.CSharp.OnCellThread(() =>
        {
            work();
            return true;
        }));
        UserInput.Current = host._input;
        new Thread(host.ReadRequests) { IsBackground = true, Name = "requests" }.Start();
        new Thread(host.WarmUp) { IsBackground = true, Name = "warm-up" }.Start();
        foreach (var request in host._requests.GetConsumingEnumerable())
            await host.Answer(request);
        return 0;
    }

    public override void Display(Dictionary<string, string> data, string displayId) => Send(new Event.Display(data, displayId));

    public override void Update(Dictionary<string, string> data, string displayId) => Send(new Event.Update(data, displayId));

    public override void Clear(bool wait) => Send(new Event.Clear(wait));

    /// <summary>Compiles and formats something that nobody sees, so that the first cell need not wait for the compiler's own code.</summary>
    private void WarmUp()
    {
        _ = _session.CSharp.Draft("display(1); 1 + 1").Emit();
        _ = JsonLines.Write(new Event.Result(Formatter.Bundle(2, [])));
    }

    /// <summary>Cells wait for their turn; what an editor asks, an answer of the user and Stop do not.</summary>
    private void ReadRequests()
    {
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        while (input.ReadLine() is { } line)
            switch (JsonLines.ReadRequest(line))
            {
                case Request.Interrupt:
                    lock (_stopLock)
                        _stop?.Cancel();
                    break;
                case Request.Input answer:
                    _input.Answer(answer.Text);
                    break;
                case Request.Complete question:
                    _ = Help(async () => await _assistant.CompleteAsync(question), new Event.Completed(question.Id, [], question.Cursor, question.Cursor));
                    break;
                case Request.Inspect question:
                    _ = Help(async () => await _assistant.InspectAsync(question), new Event.Inspected(question.Id, null));
                    break;
                case Request.IsComplete question:
                    _ = Help(() => Task.FromResult<Event>(_assistant.IsComplete(question)), new Event.Completeness(question.Id, "unknown", ""));
                    break;
                case var request:
                    _requests.Add(request);
                    break;
            }
        // Whoever asked is gone: so is any reason to go on, in the middle of a cell too.
        Environment.Exit(0);
    }

    /// <summary>Every question gets an answer, an empty one when finding it failed.</summary>
    private Task Help(Func<Task<Event>> answer, Event none) => Task.Run(async () =>
    {
        try
        {
            Send(await answer());
        }
        catch (Exception)
        {
            Send(none);
        }
    });

    private async Task Answer(Request request)
    {
        switch (request)
        {
            case Request.Execute cell:
                Send(new Event.Done(await Execute(cell)));
                break;
            case Request.Describe question:
                Send(new Event.Described(ConfigReflection.Describe(_session.CSharp.Variables.GetValueOrDefault(question.Variable)?.Value)));
                break;
        }
    }

    /// <summary>Runs a cell and sends what it gave; the user expressions' values when it ended well.</summary>
    private async Task<Dictionary<string, ExpressionValue>?> Execute(Request.Execute cell)
    {
        using var stop = new CancellationTokenSource();
        lock (_stopLock)
            _stop = stop;
        try
        {
            var (data, error) = await Evaluate(cell.Code, cell.Name, cell.Language, stop.Token);
            if (data is not null)
                Send(new Event.Result(data));
            LibC.FlushOutput();
            if (error is not null)
                Send(error);
            return error is null && cell.Expressions is { Count: > 0 } expressions ? await Values(expressions, cell.Name, stop.Token) : null;
        }
        finally
        {
            lock (_stopLock)
                _stop = null;
        }
    }

    private async Task<Dictionary<string, ExpressionValue>> Values(Dictionary<string, string> expressions, string cell, CancellationToken stop)
    {
        var values = new Dictionary<string, ExpressionValue>();
        foreach (var (name, expression) in expressions)
        {
            var (data, error) = await Evaluate(expression, $"{cell}, expression {name}", null, stop);
            values[name] = error is null ? new ExpressionValue(data ?? [], null) : new ExpressionValue(null, error);
        }
        return values;
    }

    private async Task<(Dictionary<string, string>? Data, Event.Error? Error)> Evaluate(string code, string name, string? language, CancellationToken stop)
    {
        var outcome = await _session.ExecuteAsync(code, name, language, stop);
        Dictionary<string, string>? data = null;
        try
        {
            data = await _session.CSharp.OnCellThread(() =>
            {
                PendingUpdates.Current.FlushAll();
                return outcome.HasValue && outcome.Value is not DisplayedValue ? Formatter.Bundle(outcome.Value, []) : null;
            });
        }
        catch (Exception e)
        {
            outcome = outcome with { Error = outcome.Error ?? (stop.IsCancellationRequested ? RuntimeErrors.Stopped(name) : RuntimeErrors.Describe(e, name)) };
        }
        return (data, outcome.Error is { } error ? new Event.Error(error.Name, error.Message, error.Line, [.. error.Traceback]) : null);
    }

    /// <summary>Sends one event; what the cell wrote before it goes out first.</summary>
    private void Send(Event message)
    {
        if (message is not Event.Stream)
        {
            _out.Flush();
            _error.Flush();
        }
        lock (_lock)
        {
            _events.WriteLine(JsonLines.Write(message));
            _events.Flush();
        }
    }
}
