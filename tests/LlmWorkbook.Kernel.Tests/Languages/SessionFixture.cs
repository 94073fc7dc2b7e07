using LlmWorkbook.Kernel.Evaluation;
using LlmWorkbook.Kernel.Languages;
using Microsoft.DotNet.Interactive;

namespace LlmWorkbook.Kernel.Tests.Languages;

/// <summary>A session in the tests' own process, and what it displays. There is one display sink in a process, so such tests run one after the other.</summary>
public sealed class SessionFixture : IDisposable
{
    public const string Collection = "session in this process";

    private readonly DisplaySink _before = DisplaySink.Current;
    private readonly UserInput _inputBefore = UserInput.Current;

    public SessionFixture()
    {
        Session = new Session(Folder);
        DisplaySink.Current = new Sink(Shown);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("session").FullName;

    internal Session Session { get; }

    /// <summary>What was displayed, MIME type to text.</summary>
    public List<Dictionary<string, string>> Shown { get; } = [];

    internal Task<CellOutcome> Run(string code, string? language = null, CancellationToken stop = default) => Session.ExecuteAsync(code, "cell 1", language, stop);

    /// <summary>Runs a cell that must end well; gives its value.</summary>
    public async Task<object?> Value(string code)
    {
        var outcome = await Run(code);
        Assert.Null(outcome.Error);
        return outcome.Value;
    }

    /// <summary>Runs a cell that must fail; gives the message.</summary>
    public async Task<string> Problem(string code) => Assert.IsType<CellError>((await Run(code)).Error).Message;

    /// <summary>Answers the cells' questions.</summary>
    public static void Answer(Func<string, bool, string?> answer) => UserInput.Current = new Answers(answer);

    public void Dispose()
    {
        DisplaySink.Current = _before;
        UserInput.Current = _inputBefore;
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class Sink(List<Dictionary<string, string>> shown) : DisplaySink
    {
        public override void Display(Dictionary<string, string> data, string displayId) => shown.Add(data);

        public override void Update(Dictionary<string, string> data, string displayId) => shown.Add(data);

        public override void Clear(bool wait) { }
    }

    private sealed class Answers(Func<string, bool, string?> answer) : UserInput
    {
        public override Task<string?> AskAsync(string prompt, bool password, CancellationToken stop) => Task.FromResult(answer(prompt, password));
    }
}

[CollectionDefinition(SessionFixture.Collection)]
public sealed class SessionsOneByOne;
