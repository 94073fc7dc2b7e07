using LlmWorkbook.Models;

namespace LlmWorkbook.Lessons;

/// <summary>What is written of one lesson.</summary>
/// <param name="Start">The model that the lesson begins with; the plan's own.</param>
/// <param name="Data">Folders of data, each with rows to learn from and rows held out.</param>
/// <param name="Runs">The lesson's training with TRL, in order.</param>
/// <param name="Differences">What TRL does otherwise than the lesson, in sentences.</param>
internal sealed record ExportPlan(Decoder Start, IReadOnlyList<ExportedData> Data, IReadOnlyList<TrlRun> Runs, string Differences) : IDisposable
{
    /// <summary>Scripts that the runs need.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Frees the model.</summary>
    public void Dispose() => Start.Dispose();
}

/// <summary>A folder of data.</summary>
/// <param name="Folder">Its name.</param>
/// <param name="Format">What a row is.</param>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Test">Rows held out; none where nothing is evaluated.</param>
internal sealed record ExportedData(string Folder, string Format, IEnumerable<object> Train, IReadOnlyList<object> Test);
