namespace LlmWorkbook.Lessons;

/// <summary>
/// An exercise of a lesson, and the check of a learner's answer to it: the answer is run on random inputs and compared with the
/// reference's. Only behaviour counts; the source text is never looked at.
/// </summary>
public abstract class Exercise
{
    private protected Exercise()
    {
    }

    /// <summary>Lesson and number, such as <c>04.1</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What is to be written.</summary>
    public required string Title { get; init; }

    /// <summary>How hard it is.</summary>
    public required Difficulty Difficulty { get; init; }

    /// <summary>How long it takes most people.</summary>
    public required int Minutes { get; init; }

    /// <summary>All exercises of the workbook, in the lessons' order. A new lesson adds its class here.</summary>
    public static IReadOnlyList<Exercise> All { get; } =
    [
        .. StartExercises.All,
        .. DataExercises.All,
        .. TokenizerExercises.All,
        .. MaskedExercises.All,
        .. AutoregressiveExercises.All,
        .. DenoisingExercises.All,
        .. FineTuningExercises.All,
        .. RewardExercises.All,
        .. PpoExercises.All,
        .. DpoExercises.All,
        .. VerifiableExercises.All,
        .. RoadExercises.All,
    ];

    /// <summary>Runs an answer at once and says whether it is right, and if not, which mistake it is likely to be.</summary>
    /// <param name="id">Lesson and number of the exercise, such as <c>04.1</c>.</param>
    /// <param name="answer">The learner's function. One that throws <see cref="NotImplementedException"/> was not attempted.</param>
    /// <returns>The verdict, which shows itself; a wrong answer and one that throws never end in an exception.</returns>
    /// <exception cref="WorkbookException">There is no such exercise.</exception>
    /// <exception cref="OperationCanceledException">Stop was pressed in the notebook.</exception>
    public static Verdict Check(string id, Delegate answer) => Find(id).Judge(answer);

    /// <summary>The exercise of that id.</summary>
    /// <exception cref="WorkbookException">There is none.</exception>
    public static Exercise Find(string id)
    {
        if (All.FirstOrDefault(e => e.Id == id) is { } found)
            return found;
        var near = All.Where(e => e.Id.Split('.')[0] == id.Split('.')[0]).DefaultIfEmpty(All[0]);
        throw new WorkbookException($"There is no exercise {id}; there are, for example, {string.Join(", ", near.Select(e => $"{e.Id} ({e.Title})"))}.");
    }

    /// <summary>The verdict on an answer.</summary>
    public abstract Verdict Judge(Delegate answer);

    /// <summary>The mistakes that are known by name, each as an answer that makes it, with what is said of it.</summary>
    internal abstract IReadOnlyList<(Delegate Answer, string Message)> KnownMistakes { get; }

    /// <summary>The right answer.</summary>
    internal abstract Delegate Solution { get; }
}

/// <summary>How hard an exercise is.</summary>
public enum Difficulty
{
    /// <summary>One formula, written down.</summary>
    Easy,

    /// <summary>A few steps that have to fit each other.</summary>
    Medium,

    /// <summary>Needs an idea.</summary>
    Hard,
}
