using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using LlmWorkbook.Kernel.Evaluation;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace LlmWorkbook.Kernel.Hosting;

/// <summary>The evaluating process: requests come in on standard input, events go out on a pipe of their own, so that what native code prints mixes with nothing.</summary>
internal sealed class EvaluatorHost : DisplaySink
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _events;
    private readonly Evaluator _evaluator = new(Environment.CurrentDirectory);
    private readonly ConsoleCapture _out;
    private readonly ConsoleCapture _error;
    private readonly BlockingCollection<Request> _requests = [];
    private volatile CancellationTokenSource? _stop;

    private EvaluatorHost(Stream events)
    {
        _events = new StreamWriter(events, new UTF8Encoding(false));
        _out = new ConsoleCapture(text => Send(new Event.Stream("stdout", text)));
        _error = new ConsoleCapture(text => Send(new Event.Stream("stderr", text)), other: _out);
    }

    /// <summary>Serves one notebook until standard input ends.</summary>
    /// <param name="pipeHandle">The handle of the pipe for events, inherited from the runner.</param>
    public static async Task<int> RunAsync(string pipeHandle)
    {
        // Ctrl+C reaches every process of a terminal; the runner decides what it means and says so.
        using var ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, pipeHandle);
        var host = new EvaluatorHost(pipe);
        Console.SetOut(host._out);
        Console.SetError(host._error);
        Console.SetIn(TextReader.Null);
        Current = host;
        new Thread(host.ReadRequests) { IsBackground = true, Name = "requests" }.Start();
        foreach (var request in host._requests.GetConsumingEnumerable())
            await host.Answer(request);
        return 0;
    }

    public override void Display(Dictionary<string, string> data, string displayId) => Send(new Event.Display(data, displayId));

    public override void Update(Dictionary<string, string> data, string displayId) => Send(new Event.Update(data, displayId));

    private void ReadRequests()
    {
        using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        while (input.ReadLine() is { } line)
        {
            var request = JsonLines.Read<Request>(line);
            if (request is Request.Interrupt)
                _stop?.Cancel();
            else
                _requests.Add(request);
        }
        // The runner is gone: so is any reason to go on, in the middle of a cell too.
        Environment.Exit(0);
    }

    private async Task Answer(Request request)
    {
        switch (request)
        {
            case Request.Execute cell:
                await Execute(cell);
                Send(new Event.Done());
                break;
            case Request.Describe question:
                Send(new Event.Described(ConfigReflection.Describe(_evaluator.Variable(question.Variable))));
                break;
        }
    }

    private async Task Execute(Request.Execute cell)
    {
        using var stop = _stop = new CancellationTokenSource();
        var outcome = await _evaluator.EvaluateAsync(cell.Code, cell.Name, stop.Token);
        _stop = null;
        if (outcome.HasValue && outcome.Value is not DisplayedValue)
            try
            {
                Send(new Event.Result(await _evaluator.OnCellThread(() => Formatter.Bundle(outcome.Value, []))));
            }
            catch (Exception e)
            {
                outcome = outcome with { Error = RuntimeErrors.Describe(e, [cell.Name]) };
            }
        NativeOutput.Flush();
        if (outcome.Error is { } error)
            Send(new Event.Error(error.Name, error.Message, error.Line, [.. error.Traceback]));
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
