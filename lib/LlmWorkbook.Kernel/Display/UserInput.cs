namespace Microsoft.DotNet.Interactive;

/// <summary>Where a cell's questions to the user go. One per process: the evaluator sets it.</summary>
internal abstract class UserInput
{
    /// <summary>The way in use.</summary>
    public static UserInput Current { get; set; } = new Nobody();

    /// <summary>Asks, and waits for the answer; null when nobody can be asked.</summary>
    public abstract Task<string?> AskAsync(string prompt, bool password, CancellationToken stop);

    /// <summary>Asks, and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">Nobody can be asked.</exception>
    public static async Task<string> AskOrThrowAsync(string prompt, bool password, CancellationToken stop) =>
        await Current.AskAsync(prompt, password, stop) ?? throw new InvalidOperationException(
            $"The cell asks \"{prompt}\" and nobody can answer here: put the value into the cell, or, if it is a setting of the lesson, give it with -p Name=value.");

    private sealed class Nobody : UserInput
    {
        public override Task<string?> AskAsync(string prompt, bool password, CancellationToken stop) => Task.FromResult<string?>(null);
    }
}
