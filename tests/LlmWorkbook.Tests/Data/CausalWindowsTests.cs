using LlmWorkbook.Data;
using TorchSharp;

namespace LlmWorkbook.Tests.Data;

public class CausalWindowsTests
{
    [Fact]
    public void Targets_are_the_inputs_shifted_by_one_and_a_batch_depends_on_its_number_alone()
    {
        int[] tokens = [.. Enumerable.Range(0, 1000)];
        var windows = new CausalWindows(tokens, 3, 8, seed: 7, torch.CPU);
        using var late = windows[41];
        using var again = new CausalWindows(tokens, 3, 8, seed: 7, torch.CPU)[41];
        using var other = windows[42];
        long[] inputs = late.Inputs.data<long>().ToArray(), targets = late.Targets.data<long>().ToArray();
        Assert.Equal([3, 8], late.Inputs.shape);
        Assert.Equal(inputs.Select(i => i + 1), targets);
        Assert.Equal(inputs, again.Inputs.data<long>().ToArray());
        Assert.NotEqual(inputs, other.Inputs.data<long>().ToArray());
    }

    [Fact]
    public void Windows_reach_both_ends_of_the_text()
    {
        var windows = new CausalWindows([.. Enumerable.Range(0, 12)], 4, 8, seed: 1, torch.CPU);
        var seen = new HashSet<long>();
        for (int i = 0; i < 50; i++)
        {
            using var batch = windows[i];
            seen.UnionWith(batch.Inputs.data<long>().ToArray());
            seen.UnionWith(batch.Targets.data<long>().ToArray());
        }
        Assert.Equal(12, seen.Count);
        Assert.Throws<WorkbookException>(() => new CausalWindows([1, 2, 3], 1, 3, 1, torch.CPU));
    }
}
