using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.StandIns.TorchSharp;

/// <summary>From tensors to .NET and to text.</summary>
public class ConversionTests
{
    private static readonly Tensor A = arange(6).reshape(2, 3);

    [Fact]
    public void ItemChecksTheType()
    {
        Assert.Equal(4L, A[1, 1].item<long>());
        Assert.Equal("Int32 is not compatible with Int64", Assert.Throws<ArgumentException>(() => A[0, 0].item<int>()).Message);
        Assert.Equal("Number of elements in the tensor must be 1", Assert.Throws<ArgumentException>(() => A.item<long>()).Message);
        Assert.Throws<ArgumentException>(() => A.data<float>());
    }

    [Fact]
    public void CastsConvert()
    {
        Assert.Equal(4, (int)A[1, 1]);
        Assert.Equal(4f, (float)A[1, 1]);
        Assert.Equal(4, A[1, 1].ToInt32());
        Assert.Equal(4.0, A[1, 1].ToDouble());
        Assert.Equal(2L, (long)tensor(2.9f));
        Assert.True((bool)A[1, 1]);
        Assert.False(A[0, 0].ToBoolean());
        Assert.Equal((Half)1.5, tensor(1.5f).ToHalf());
    }

    [Fact]
    public void DataIsInLogicalOrder()
    {
        using var data = A.T.data<long>();
        Assert.Equal([0, 3, 1, 4, 2, 5], data.ToArray());
        Assert.Equal(6, data.Count);
        Assert.Equal(4, data[1, 1]);
        Assert.Equal(3, data[1]);
        var part = new long[2];
        A.data<long>().CopyTo(part, 0, 3); // a part of a view would be read from the wrong place by the real package
        Assert.Equal([3, 4], part);
        Assert.Equal(new long[,] { { 0, 3 }, { 1, 4 }, { 2, 5 } }, (long[,])data.ToNDArray());
    }

    [Fact]
    public void DataCanBeWritten()
    {
        using var t = zeros(3);
        using var data = t.data<float>();
        data[1] = 5;
        data.CopyFrom(new float[] { 7 }, 0, 2);
        Assert.Equal([0, 5, 7], t.data<float>().ToArray());
    }

    [Fact]
    public void BytesAreTheMemory()
    {
        using var t = tensor(new[] { 1f, 2f });
        Assert.Equal(BitConverter.GetBytes(1f).Concat(BitConverter.GetBytes(2f)), t.bytes.ToArray());
        t.bytes = BitConverter.GetBytes(3f).Concat(BitConverter.GetBytes(4f)).ToArray();
        Assert.Equal([3, 4], t.data<float>().ToArray());
        Assert.Throws<InvalidOperationException>(() => A.T.bytes.Length);
    }

    [Fact]
    public void ToMovesAndConverts()
    {
        Assert.Equal(ScalarType.Float32, A.to(ScalarType.Float32).dtype);
        Assert.Equal(ScalarType.Float64, A.to_type(ScalarType.Float64).dtype);
        Assert.Equal(DeviceType.META, A.to("meta").device_type);
        Assert.Equal(ScalarType.Int32, A.type(ScalarType.Int32).dtype);
        Assert.Equal(ScalarType.BFloat16, A.bfloat16().dtype);
        Assert.Equal("cpu", A.device.ToString());
        var t = ones(1);
        using var moved = t.to(ScalarType.Float64, disposeAfter: true);
        Assert.True(t.IsInvalid);
    }

    [Fact]
    public void Text()
    {
        Assert.Equal("[2x3], type = Int64, device = cpu", A.ToString());
        Assert.Equal("[2x3], type = Int64, device = cpu\n 0 1 2\n 3 4 5\n", A.ToString(true, newLine: "\n"));
        Assert.Equal(A.ToString(true), A.str());
        Assert.Equal("[[0, 1, 2]\n [3, 4, 5]]", A.npstr(newLine: "\n"));
        Assert.Equal(A.npstr(), A.ToString(global::TorchSharp.TensorStringStyle.Numpy));
        Assert.Equal("[0.33333, 1e+06]", tensor(new[] { 1f / 3, 1e6f }).npstr());
        Assert.Equal("[], type = Float32, device = cpu, value = 2.5", tensor(2.5f).jlstr());
        Assert.Equal("[2], type = Int64, device = cpu, value = long [] {1L, 2L}", tensor(new long[] { 1, 2 }).cstr());
        Assert.Equal("[0, 1, 2, ... 17, 18, 19]".Replace("2, ...", "2, ..."), arange(20).npstr());
    }
}
