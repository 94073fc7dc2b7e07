using System.Text.Json;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Cli.Run;

/// <summary>How long each cell took in the last run of the same kind, to say how much time is left in this one.</summary>
internal sealed class CellTimes(string file)
{
    private readonly double[] _seconds = Read(file);

    /// <summary>How long the whole lesson took; null when it was never run to its end.</summary>
    public TimeSpan? Whole => _seconds.Length > 0 ? TimeSpan.FromSeconds(_seconds.Sum()) : null;

    /// <summary>The time left when a cell begins; null when nothing is known yet.</summary>
    public TimeSpan? Left(int cell, int total, TimeSpan elapsed)
    {
        if (_seconds.Length == total)
            return TimeSpan.FromSeconds(_seconds.Skip(cell - 1).Sum());
        return cell > 1 ? elapsed / (cell - 1) * (total - cell + 1) : null;
    }

    public void Keep(IReadOnlyList<CellTime> cells)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(cells.Select(c => Math.Round(c.Elapsed.TotalSeconds, 2))));
    }

    private static double[] Read(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<double[]>(File.ReadAllText(file)) ?? [] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
