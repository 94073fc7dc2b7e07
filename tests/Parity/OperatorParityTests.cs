namespace LlmWorkbook.Tests.Parity;

/// <summary>Each operation's values and gradients agree with PyTorch's.</summary>
public sealed class OperatorParityTests
{
    private static readonly Dictionary<string, Dictionary<string, Operation>> Files = new()
    {
        ["layers"] = LayerOperations.Layers,
        ["attention"] = LayerOperations.Attention,
        ["losses"] = LossOperations.Losses,
        ["objectives"] = ObjectiveOperations.Objectives,
        ["tensors"] = TensorOperations.Tensors,
        ["alignment32"] = AlignmentOperations.Alignment,
        ["alignment64"] = AlignmentOperations.Alignment,
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var (file, operations) in Files)
            foreach (var name in operations.Keys)
                cases.Add(file, name);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Values_and_gradients_are_PyTorchs(string file, string name)
    {
        using var golden = GoldenFile.Open(file);
        Golden.Check(golden, name, Files[file][name]);
    }

    [Theory]
    [InlineData("layers")]
    [InlineData("attention")]
    [InlineData("losses")]
    [InlineData("objectives")]
    [InlineData("tensors")]
    [InlineData("alignment32")]
    [InlineData("alignment64")]
    public void No_golden_case_is_left_out(string file)
    {
        using var golden = GoldenFile.Open(file);
        Assert.Equal(Files[file].Keys.Order(StringComparer.Ordinal), golden.Cases);
    }
}
