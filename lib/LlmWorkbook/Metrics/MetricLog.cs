using System.Text.Json;
using LlmWorkbook.Training;

namespace LlmWorkbook.Metrics;

/// <summary>The steps of a run, kept in memory; written and read as JSON, one step a line.</summary>
public sealed class MetricLog
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly List<StepMetrics> steps = [];

    /// <summary>All steps in the order they were taken.</summary>
    public IReadOnlyList<StepMetrics> Steps => steps;

    /// <summary>Keeps a step.</summary>
    public void Add(StepMetrics step) => steps.Add(step);

    /// <summary>Writes all steps, one JSON object a line; what the file held is replaced.</summary>
    /// <exception cref="WorkbookException">The file cannot be written.</exception>
    public void Save(string path)
    {
        try
        {
            File.WriteAllLines(path, steps.Select(s => JsonSerializer.Serialize(s, Json)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The metrics cannot be written to {path}: {e.Message}", e);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="WorkbookException">There is no such file, or a line in it is no step.</exception>
    public static MetricLog Load(string path)
    {
        var log = new MetricLog();
        try
        {
            foreach (var line in File.ReadLines(path).Where(l => l.Length > 0))
                log.Add(JsonSerializer.Deserialize<StepMetrics>(line, Json)!);
            return log;
        }
        catch (JsonException e)
        {
            throw new WorkbookException($"Line {log.steps.Count + 1} of {path} is not a step's metrics; give a file that MetricLog.Save wrote.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The metrics in {path} cannot be read: {e.Message}", e);
        }
    }
}
