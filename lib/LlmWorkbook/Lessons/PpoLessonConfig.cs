using LlmWorkbook.Training;

namespace LlmWorkbook.Lessons;

/// <summary>All hyper-parameters of the lesson on PPO.</summary>
public sealed record PpoLessonConfig
{
    /// <summary>Questions of the exact task.</summary>
    public int Questions { get; init => field = Check.Within(value, 1, 1_000); } = 4;

    /// <summary>Answers to each question.</summary>
    public int Answers { get; init => field = Check.Within(value, 2, 1_000); } = 256;

    /// <summary>Price of one nat of KL in units of reward, beta.</summary>
    public double Beta { get; init => field = Check.Within(value, 0.01, 100); } = 0.5;

    /// <summary>Answers sampled to each question in each round.</summary>
    public int Samples { get; init => field = Check.Within(value, 2, 10_000); } = 32;

    /// <summary>Rounds of sampling and updating.</summary>
    public int Rounds { get; init => field = Check.Within(value, 1, 1_000_000); } = 32;

    /// <summary>Highest learning rate; it rises for an eighth of the rounds and falls to 0 along a straight line.</summary>
    public double LearningRate { get; init => field = Check.Within(value, 0, 1); } = 3e-4;

    /// <summary>Fixes questions, answers and samples.</summary>
    public long Seed { get; init; } = 1337;

    /// <summary>Whose model is the reference, and the policy to begin with.</summary>
    public FineTuningConfig FineTuning { get; init; } = new();

    /// <summary>The learning rate of a round, from 0.</summary>
    public double Rate(int round) => Schedule.WarmupLinear(LearningRate, round, Rounds, Rounds / 8);

    /// <summary>The same at test scale: seconds instead of minutes.</summary>
    public PpoLessonConfig Fast() => this with
    {
        Questions = Math.Min(Questions, 2),
        Answers = Math.Min(Answers, 16),
        Samples = Math.Min(Samples, 4),
        Rounds = Math.Min(Rounds, 2),
        FineTuning = FineTuning.Fast(),
    };

    /// <summary>
    /// The updates: a fixed price of KL, gamma 1, no bonus for entropy and no reward scaled, so that the optimum of PPO is pi*. Advantages are
    /// whitened, which leaves it where it is, as the price of KL is in them: while the critic knows nothing, every answer's advantage is its
    /// reward, and without the mean taken off, whatever was said would be said more often. Lambda is 1 for the same reason: a shorter sight
    /// would take such a critic's word for what comes behind a token, and credit the last tokens most.
    /// </summary>
    public PpoConfig Ppo() => new()
    {
        KlCoefficient = Beta,
        Gamma = 1,
        Lambda = 1,
        Epochs = 4,
        ValueClipRange = double.PositiveInfinity,
        Seed = Seed,
    };
}
