using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Tests;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("stesp", "Steps")]
    [InlineData("LearningRat", "LearningRate")]
    [InlineData("lr", "Lr")]
    public void The_smallest_edit_distance_wins(string typed, string meant) =>
        Assert.Equal(meant, NearestName.Find(typed, ["Steps", "LearningRate", "Lr", "Width"]));

    [Fact]
    public void Without_candidates_there_is_none() => Assert.Null(NearestName.Find("x", []));
}
