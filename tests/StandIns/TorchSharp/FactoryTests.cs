using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>What is made, and of which type.</summary>
public class FactoryTests
{
    public static TheoryData<string, Func<Tensor>, ScalarType> Types() => new()
    {
        { "tensor(1)", () => tensor(1), ScalarType.Int32 },
        { "tensor(1L)", () => tensor(1L), ScalarType.Int64 },
        { "tensor(1.0)", () => tensor(1.0), ScalarType.Float64 },
        { "tensor(1f)", () => tensor(1f), ScalarType.Float32 },
        { "tensor(true)", () => tensor(true), ScalarType.Bool },
        { "tensor(int[])", () => tensor(new[] { 1, 2 }), ScalarType.Int32 },
        { "tensor(long[])", () => tensor(new long[] { 1, 2 }), ScalarType.Int64 },
        { "tensor(float[,])", () => tensor(new float[,] { { 1 }, { 2 } }), ScalarType.Float32 },
        { "tensor(int[], dtype)", () => tensor(new[] { 1, 2 }, dtype: ScalarType.Float32), ScalarType.Float32 },
        { "arange(5)", () => arange(5), ScalarType.Int64 },
        { "arange(0, 1, 0.25)", () => arange(0, 1, 0.25), ScalarType.Float32 },
        { "arange(3.0)", () => arange(3.0), ScalarType.Float32 },
        { "full whole", () => full(new long[] { 2 }, 7), ScalarType.Int64 },
        { "full fraction", () => full(2, 2, 1.5), ScalarType.Float32 },
        { "randint", () => randint(10, new long[] { 2 }), ScalarType.Int64 },
        { "zeros", () => zeros(2), ScalarType.Float32 },
        { "ones", () => ones(2, 3), ScalarType.Float32 },
        { "eye", () => eye(2), ScalarType.Float32 },
        { "linspace", () => linspace(0, 1, 3), ScalarType.Float32 },
        { "normal", () => normal(0, 1, new long[] { 2 }), ScalarType.Float32 },
        { "randperm", () => randperm(4), ScalarType.Int64 },
        { "zeros(dtype)", () => zeros(new long[] { 2 }, dtype: int64), ScalarType.Int64 },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void TypeOf(string name, Func<Tensor> make, ScalarType type)
    {
        using var t = make();
        Assert.True(t.dtype == type, $"{name} is {t.dtype}");
    }

    [Fact]
    public void ShapesByEveryOverload()
    {
        Assert.Equal([2], zeros(2).shape);
        Assert.Equal([2, 3], zeros(2, 3).shape);
        Assert.Equal([2, 3, 4], ones(2, 3, 4).shape);
        Assert.Equal([2, 3, 4, 5], empty(2, 3, 4, 5).shape);
        Assert.Equal([1, 2, 3, 4, 5], rand(new long[] { 1, 2, 3, 4, 5 }).shape);
        Assert.Equal([3, 2], full(3, 2, 1f).shape);
        Assert.Equal([2, 2], randint(0, 9, new long[] { 2, 2 }).shape);
        Assert.Equal([2, 3], zeros_like(ones(2, 3)).shape);
        Assert.Equal([2, 3], tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }).shape);
        Assert.Equal([2, 2], tensor(new[] { 1, 2, 3, 4 }, new long[] { 2, 2 }).shape);
        Assert.Equal([2, 2], tensor(new List<int> { 1, 2, 3, 4 }, 2, 2).shape);
        Assert.Empty(tensor(1).shape);
    }

    [Fact]
    public void ValuesOfArraysAreCopied()
    {
        var numbers = new float[] { 1, 2, 3 };
        using var t = tensor(numbers);
        numbers[0] = 9;
        Assert.Equal([1, 2, 3], t.data<float>().ToArray());
    }

    [Fact]
    public void Ranges()
    {
        Assert.Equal([0, 1, 2], arange(3).data<long>().ToArray());
        Assert.Equal([2, 4], arange(2, 6, 2).data<long>().ToArray());
        Assert.Equal([0, 0.5f, 1], linspace(0, 1, 3).data<float>().ToArray());
        Assert.Equal([1, 0, 0, 1], eye(2).data<float>().ToArray());
        Assert.Equal([1f, 0, 2, 3], tensor(new float[,] { { 1, 5 }, { 2, 3 } }).tril().data<float>().ToArray());
    }

    [Fact]
    public void SeedsArePyTorchs()
    {
        torch.manual_seed(42);
        Assert.Equal([0.33669, 0.12881, 0.23446], Rounded(randn(3)));
        Assert.Equal([0.94077, 0.13319, 0.9346], Rounded(rand(3)));
        torch.manual_seed(0);
        Assert.Equal([-0.00529, 0.37932, -0.58198, -0.52039], Rounded(nn.Linear(2, 2).weight));
        using var generator = new Generator(123, CPU);
        Assert.Equal([-0.11147, 0.12036], Rounded(randn(2, generator: generator)));
        torch.manual_seed(7);
        Assert.Equal([1, 1, 2, 2, 2, 2], multinomial(tensor(new[] { .1f, .2f, .7f }), 6, true).data<long>().ToArray());
    }

    [Fact]
    public void AGeneratorsStateComesBack()
    {
        using var generator = new Generator(5, CPU);
        using var state = generator.get_state();
        using var first = rand(4, generator: generator);
        using var second = rand(4, generator: generator);
        generator.set_state(state);
        using var again = rand(4, generator: generator);
        Assert.True(again.allclose(first));
        Assert.False(again.allclose(second));
        Assert.Equal(5, generator.initial_seed());
    }

    [Fact]
    public void MetaTensorsHaveAShapeAndNoMemory()
    {
        using var t = zeros(1L << 40, device: META);
        using var sum = (t * 2).sum();
        Assert.Equal(DeviceType.META, sum.device_type);
        Assert.Equal("[1099511627776], type = Float32, device = meta", t.ToString());
    }

    private static double[] Rounded(Tensor t) => t.detach().reshape(-1).data<float>().ToArray().Select(x => Math.Round(x, 5)).ToArray();
}
