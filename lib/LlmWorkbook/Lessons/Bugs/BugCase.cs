namespace LlmWorkbook.Lessons;

/// <summary>A training run in which one thing is wrong. It runs live beside the same run in health, and its curves tell what it is.</summary>
public sealed class BugCase
{
    private readonly Func<GalleryConfig, bool, IEnumerable<IReadOnlyDictionary<string, double>>> train;

    internal BugCase(int number, string title, Func<GalleryConfig, bool, IEnumerable<IReadOnlyDictionary<string, double>>> train, params IReadOnlyList<Suspect> suspects) =>
        (Number, Title, this.train, Suspects) = (number, title, train, suspects);

    /// <summary>Number in the gallery, from 1.</summary>
    public int Number { get; }

    /// <summary>What is trained.</summary>
    public string Title { get; }

    /// <summary>What may be wrong; exactly one of it is.</summary>
    public IReadOnlyList<Suspect> Suspects { get; }

    /// <summary>Trains, and tells of each step as it is taken.</summary>
    /// <param name="config">Hyper-parameters.</param>
    /// <param name="isSick">Whether the bug is in it.</param>
    /// <returns>Curves' names and where each stands; the run ends early if its loss is no longer a number.</returns>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    public IEnumerable<IReadOnlyDictionary<string, double>> Run(GalleryConfig config, bool isSick)
    {
        foreach (var reading in train(config, isSick))
        {
            Training.StopButton.Check();
            yield return reading;
        }
    }

    /// <summary>Both runs, "healthy" and "sick", step by step beside each other, with the same seed.</summary>
    /// <param name="config">Hyper-parameters.</param>
    /// <returns>Run, step, and the name and value of a curve there.</returns>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    public IEnumerable<(string Run, int Step, string Curve, double Value)> RunBoth(GalleryConfig config)
    {
        using var healthy = Run(config, isSick: false).GetEnumerator();
        using var sick = Run(config, isSick: true).GetEnumerator();
        bool isGoing = true;
        for (int step = 0; isGoing; step++)
        {
            isGoing = false;
            foreach (var (run, readings) in new[] { (nameof(healthy), healthy), (nameof(sick), sick) })
                if (readings.MoveNext())
                {
                    isGoing = true;
                    foreach (var (curve, value) in readings.Current)
                        yield return (run, step, curve, value);
                }
        }
    }

    /// <summary>Title and suspects, for notebooks and consoles.</summary>
    public override string ToString() => $"Case {Number}: {Title}\n" + string.Join('\n', Suspects.Select((s, n) => $"  {(char)('a' + n)}  {s.Name}"));
}

/// <summary>Something that may be wrong with a run.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Sign">What the curves say for it, or against it.</param>
/// <param name="IsCulprit">Whether it is what is wrong.</param>
public sealed record Suspect(string Name, string Sign, bool IsCulprit = false);
