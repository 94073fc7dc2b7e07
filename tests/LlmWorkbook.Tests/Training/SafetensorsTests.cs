using System.Buffers.Binary;
using System.Text;
using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void TheBytesAreThoseOfTheFormat()
    {
        var path = folder.File("golden.safetensors");
        using var tensor = arange(0, 3, dtype: ScalarType.Int16);
        Safetensors.Save(path, [("a", tensor)], new Dictionary<string, string> { ["k"] = "v" });

        const string json = """{"__metadata__":{"k":"v"},"a":{"dtype":"I16","shape":[3],"data_offsets":[0,6]}}""";
        var padded = json.PadRight((json.Length + 7) / 8 * 8);
        byte[] expected = [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(padded), 0, 0, 1, 0, 2, 0];
        Assert.Equal(expected, File.ReadAllBytes(path));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void EveryDtypeComesBackBitForBit(ScalarType dtype)
    {
        var path = folder.File("all.safetensors");
        using var scope = NewDisposeScope();
        var values = randint(0, 100, [4, 6]).to_type(dtype);
        var named = new List<(string Name, Tensor Tensor)>
        {
            ("matrix", values),
            ("not contiguous", values.transpose(0, 1)),
            ("a slice", values.narrow(1, 2, 3)),
            ("scalar", values.select(0, 1).select(0, 1)),
            ("empty", values.narrow(0, 0, 0)),
            ("天气.weight", values.reshape(2, 2, 6)),
        };
        Safetensors.Save(path, named);
        var loaded = Safetensors.Load(path);

        Assert.Equal(named.Select(t => t.Name).Order(), loaded.Keys.Order());
        foreach (var (name, tensor) in named)
        {
            Assert.Equal(dtype, loaded[name].dtype);
            Assert.Equal(tensor.shape, loaded[name].shape);
            Assert.Equal(tensor.contiguous().bytes.ToArray(), loaded[name].bytes.ToArray());
        }
        Assert.Equal(0, SafetensorsHeader.Read(path).DataStart % 8);
    }

    [Fact]
    public void NothingIsCopiedUnlessEverythingFits()
    {
        var path = folder.File("m.safetensors");
        using var scope = NewDisposeScope();
        Safetensors.Save(path, [("a", ones(2)), ("b", ones(3))]);
        var (a, b) = (zeros(2), zeros(3, 1));

        AssertSentence(path, "tensor 'b' has shape [3] where [3, 1] is expected", () => Safetensors.LoadInto(path, Targets(("a", a), ("b", b))));
        AssertSentence(path, "tensor 'b' has dtype F32 where I64 is expected", () => Safetensors.LoadInto(path, Targets(("a", a), ("b", zeros(3, dtype: ScalarType.Int64)))));
        AssertSentence(path, "tensor 'b' is not expected here", () => Safetensors.LoadInto(path, Targets(("a", a))));
        AssertSentence(path, "tensor 'c' is missing from the file", () => Safetensors.LoadInto(path, Targets(("a", a), ("b", zeros(3)), ("c", zeros(1)))));
        Assert.Equal(0f, a.sum().item<float>());

        var good = zeros(3);
        Safetensors.LoadInto(path, Targets(("a", a), ("b", good)));
        Assert.Equal(5f, (a.sum() + good.sum()).item<float>());
    }

    [Fact]
    public void LeavesThatTrainAreLoadedWithoutTouchingTheGraph()
    {
        var path = folder.File("m.safetensors");
        using var layer = nn.Linear(3, 2);
        Safetensors.Save(path, layer.state_dict().Select(t => (t.Key, t.Value)));
        using var other = nn.Linear(3, 2);
        Safetensors.LoadInto(path, other.state_dict());
        Assert.Equal(layer.weight!.bytes.ToArray(), other.weight!.bytes.ToArray());
        Assert.True(other.weight.requires_grad);
    }

    private const string A = """{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""";

    [Theory]
    [InlineData("{\"a\":" + A + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 12, "tensor 'b' starts at byte 4 of the data, inside the tensor before it, which ends at 8: offsets overlap.")]
    [InlineData("{\"a\":" + A + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "tensor 'b' starts at byte 0")]
    [InlineData("{\"a\":" + A + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[12,16]}}", 16, "tensor 'b' starts at byte 12 of the data, but the tensor before it ends at 8: there is a gap.")]
    [InlineData("{\"a\":" + A + "}", 7, "tensor 'a' ends at byte 8 of the data, but the file holds only 7: it is truncated.")]
    [InlineData("{\"a\":" + A + "}", 11, "3 bytes follow its last tensor: the file is oversized.")]
    [InlineData("{}", 1, "1 bytes follow its last tensor")]
    [InlineData("{\"a\":" + A + ",\"a\":" + A + "}", 8, "tensor 'a' is listed twice.")]
    [InlineData("{\"a\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "tensor 'a' has dtype 'F31', which is not one of F32,")]
    [InlineData("{\"a\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "tensor 'a' has dtype F64 and shape [2], which takes 16 bytes, but its data_offsets span 8.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000000],\"data_offsets\":[0,8]}}", 8, "which takes 4000000000000 bytes")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000000],\"data_offsets\":[0,4000000000000]}}", 8, "it is truncated.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "more elements than can be counted.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "more elements than can be counted.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "tensor 'a' has a shape that is not")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}", 8, "tensor 'a' has a shape that is not")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}", 8, "tensor 'a' has a shape that is not")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8, "tensor 'a' has data_offsets that are not")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]}}", 8, "tensor 'a' has data_offsets that are not")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}}", 8, "tensor 'a' has data_offsets that are not")]
    [InlineData("{\"a\":{\"dtype\":4,\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "tensor 'a' has dtype 'Number'")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "tensor 'a' must have exactly dtype, shape and data_offsets.")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "tensor 'a' must have exactly")]
    [InlineData("{\"a\":[]}", 8, "tensor 'a' must have exactly")]
    [InlineData("{\"\\ud800\":" + A + "}", 8, "its header names a tensor with broken Unicode.")]
    [InlineData("{\"__metadata__\":{\"k\":1},\"a\":" + A + "}", 8, "its __metadata__ has a value that is no text.")]
    [InlineData("{\"__metadata__\":1,\"a\":" + A + "}", 8, "its __metadata__ is not an object of texts.")]
    [InlineData("{\"a\":" + A, 8, "its header is not valid JSON.")]
    [InlineData("[1]", 8, "its header is not a JSON object in UTF-8.")]
    [InlineData("", 8, "its header is not a JSON object in UTF-8.")]
    public void ADamagedFileIsOneSentence(string header, int dataLength, string reason)
    {
        var path = folder.File("bad.safetensors");
        File.WriteAllBytes(path, FileOf(header, dataLength));
        AssertSentence(path, reason, () => Safetensors.Load(path));
        using var target = zeros(2);
        AssertSentence(path, reason, () => Safetensors.LoadInto(path, Targets(("a", target))));
    }

    [Fact]
    public void AHeaderThatCannotBeIsOneSentence()
    {
        var path = folder.File("bad.safetensors");
        var cases = new (byte[] Bytes, string Reason)[]
        {
            ([], "the file has only 0 bytes, too few for a safetensors file."),
            ([1, 2, 3], "the file has only 3 bytes"),
            ([9, 0, 0, 0, 0, 0, 0, 0, (byte)'{'], "its header claims 9 bytes, but only 1 follow: the file is truncated"),
            ([.. Enumerable.Repeat((byte)255, 16)], "its header claims 18446744073709551615 bytes, more than the 100000000 that the format allows"),
            ([2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', 0xff], "its header is not a JSON object in UTF-8."),
            (FileOf("{\"a\":" + new string('[', 100), 0), "its header is not valid JSON."),
            (FileOf("{\"a\":" + A.Replace("[2]", $"[{string.Join(',', Enumerable.Repeat(1, 65))}]") + "}", 8), "tensor 'a' has 65 dimensions, more than the 64 that libtorch takes."),
        };
        foreach (var (bytes, reason) in cases)
        {
            File.WriteAllBytes(path, bytes);
            AssertSentence(path, reason, () => Safetensors.Load(path));
        }
    }

    [Fact]
    public void AHostileNameIsShortenedAndCarriesNoControlCharacters()
    {
        var path = folder.File("bad.safetensors");
        File.WriteAllBytes(path, FileOf("{\"\\u001b[31m\\n" + new string('x', 5000) + "\":{}}", 0));
        var e = Assert.Throws<WorkbookException>(() => Safetensors.Load(path));
        Assert.DoesNotContain(e.Message, char.IsControl);
        Assert.InRange(e.Message.Length, 1, path.Length + 200);
    }

    [Fact]
    public void AFileThatCannotBeOpenedIsOneSentence()
    {
        AssertSentence(folder.File("none"), "the file cannot be read (", () => Safetensors.Load(folder.File("none")));
        AssertSentence(folder.Path, "this is a folder", () => Safetensors.Load(folder.Path));
    }

    [Fact]
    public void AHugeTensorOfTheWrongShapeIsRefusedBeforeItIsAllocated()
    {
        var path = folder.File("huge.safetensors");
        const long terabyte = 1L << 40;
        using (var file = File.Create(path))
        {
            file.Write(FileOf("{\"a\":" + A.Replace("8", $"{terabyte}").Replace("[2]", $"[{terabyte / 4}]") + "}", 0));
            file.SetLength(file.Length + terabyte); // a hole: it takes no room on the disk
        }
        using var target = zeros(2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertSentence(path, $"tensor 'a' has shape [{terabyte / 4}] where [2] is expected.", () => Safetensors.LoadInto(path, Targets(("a", target))));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void AFailedSaveLeavesTheFormerFile()
    {
        var path = folder.File("m.safetensors");
        using var tensor = ones(2);
        Safetensors.Save(path, [("a", tensor)]);
        var before = File.ReadAllBytes(path);

        AssertSentence(path, "tensor 'a' cannot be saved: the name is taken.", () => Safetensors.Save(path, [("a", tensor), ("a", tensor)]));
        using var complex = tensor.to_type(ScalarType.ComplexFloat32);
        AssertSentence(path, "tensor 'c' has dtype ComplexFloat32, which is not one of F32,", () => Safetensors.Save(path, [("c", complex)]));
        AssertSentence(folder.File("no/such/folder"), "the file cannot be written (", () => Safetensors.Save(folder.File("no/such/folder"), [("a", tensor)]));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    /// <summary>A file of any header, followed by zeros.</summary>
    private static byte[] FileOf(string header, int dataLength)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        return bytes;
    }

    private static Dictionary<string, Tensor> Targets(params (string Name, Tensor Tensor)[] targets) =>
        targets.ToDictionary(t => t.Name, t => t.Tensor);

    private static void AssertSentence(string path, string reason, Action action)
    {
        var e = Assert.Throws<WorkbookException>(action);
        Assert.StartsWith($"{path}: ", e.Message);
        Assert.Contains(reason, e.Message);
        Assert.EndsWith(".", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }
}
