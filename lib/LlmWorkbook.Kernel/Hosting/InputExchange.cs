using Microsoft.DotNet.Interactive;

namespace LlmWorkbook.Kernel.Hosting;

/// <summary>Carries a cell's question to the front and the answer back; one question at a time.</summary>
internal sealed class InputExchange(Action<Event> send) : UserInput
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile TaskCompletionSource<string?>? _answer;

    public override async Task<string?> AskAsync(string prompt, bool password, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            var answer = _answer = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            send(new Event.InputRequest(prompt, password));
            return await answer.Task.WaitAsync(stop);
        }
        finally
        {
            _answer = null;
            _turn.Release();
        }
    }

    /// <summary>Gives the answer to the question that waits; without one, nothing happens.</summary>
    public void Answer(string? text) => _answer?.TrySetResult(text);
}
