using LlmWorkbook.Metrics;
using LlmWorkbook.Training;

namespace LlmWorkbook.Tests.Metrics;

public sealed class MetricLogTests
{
    [Fact]
    public void What_was_written_is_read_again()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "run.jsonl");
        var log = new MetricLog();
        log.Add(new(1, 32, 5.5, null, 1e-3, 0.1 + 0.2, 1000, TimeSpan.FromSeconds(1.5)));
        log.Add(new(2, 64, double.NaN, 4.25, 1e-3, double.PositiveInfinity, 1001, TimeSpan.Zero));
        log.Save(path);
        Assert.Equal(2, File.ReadAllLines(path).Length);
        Assert.Equal(log.Steps, MetricLog.Load(path).Steps);
    }

    [Fact]
    public void What_cannot_be_read_is_told_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "run.jsonl");
        Assert.Contains("cannot be read", Assert.Throws<WorkbookException>(() => MetricLog.Load(path)).Message);
        Assert.Contains("cannot be written", Assert.Throws<WorkbookException>(() => new MetricLog().Save(folder.Path)).Message);
        File.WriteAllText(path, "poem");
        Assert.Contains("Line 1", Assert.Throws<WorkbookException>(() => MetricLog.Load(path)).Message);
    }
}
