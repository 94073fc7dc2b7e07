using System.Text;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Cli.Run;

/// <summary>Passes a lesson's news on in the order they come: what cells print, indented and in whole lines, and the steps from cell to cell.</summary>
internal sealed class LessonProgress(Action<string> writeLine, Action<RunProgress> step) : IProgress<RunProgress>
{
    private readonly Lock _turn = new();
    private readonly StringBuilder _begun = new();

    public void Report(RunProgress value)
    {
        lock (_turn)
        {
            if (value.Stage == RunStage.Output)
            {
                Print(value.Text);
                return;
            }
            Flush();
            step(value);
        }
    }

    /// <summary>Prints a last line that has no end.</summary>
    public void Flush()
    {
        lock (_turn)
            if (_begun.Length > 0)
                Print("\n");
    }

    private void Print(string text)
    {
        foreach (var letter in text)
        {
            if (letter == '\n')
            {
                writeLine("    " + _begun);
                _begun.Clear();
            }
            else if (letter == '\r')
            {
                // A line that was overwritten in place counts as it was last.
            }
            else
            {
                _begun.Append(letter);
            }
        }
    }
}
