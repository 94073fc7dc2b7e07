using LlmWorkbook.Training;
using static TorchSharp.torch;

namespace LlmWorkbook.Tests.Training;

public sealed class SafetensorsFuzzTests : IDisposable
{
    private const int Mutants = 2000;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Whatever a file says, it is read or refused in one sentence, and the refusal costs no more memory than the file's own size explains.</summary>
    [Fact]
    public void AMutatedFileIsReadOrRefusedAndNothingElse()
    {
        var valid = ValidFile();
        var path = folder.File("mutant.safetensors");
        var random = new Random(20240607);
        var (accepted, refused) = (0, 0);
        for (var i = 0; i < Mutants; i++)
        {
            var mutant = Mutate(valid, random);
            File.Delete(path); // overwriting would make some file systems wait for the disk
            File.WriteAllBytes(path, mutant);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var header = SafetensorsHeader.Read(path);
                using var scope = NewDisposeScope();
                var loaded = Safetensors.Load(path);
                Assert.Equal(header.Entries.Count, loaded.Count);
                Assert.Equal(mutant.Length - header.DataStart, loaded.Values.Sum(t => t.numel() * SafetensorsDType.Size(t.dtype)));
                accepted++;
            }
            catch (WorkbookException e)
            {
                Assert.StartsWith(path, e.Message);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
                refused++;
            }
        }
        Assert.InRange(accepted, Mutants / 50, Mutants); // flips in the data, and changes of names, are still valid files
        Assert.InRange(refused, Mutants / 2, Mutants);
    }

    private byte[] ValidFile()
    {
        var path = folder.File("valid.safetensors");
        using var scope = NewDisposeScope();
        Safetensors.Save(path,
            [("h.0.attn.weight", rand(3, 4)), ("h.0.attn.bias", zeros(4)), ("steps", tensor(7L)), ("mask", ones(2, 2, dtype: ScalarType.Bool))],
            new Dictionary<string, string> { ["step"] = "7" });
        return File.ReadAllBytes(path);
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        var bytes = valid.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
            switch (random.Next(6))
            {
                case 0: // one bit
                    var at = random.Next(bytes.Count);
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1: // one byte of the length, or any
                    bytes[random.Next(random.Next(2) == 0 ? 8 : bytes.Count)] = (byte)random.Next(256);
                    break;
                case 2: // truncated
                    bytes = bytes[..random.Next(8, bytes.Count + 1)];
                    break;
                case 3: // oversized
                    bytes.AddRange(new byte[random.Next(1, 40)]);
                    break;
                case 4: // a digit of the header: another shape or offset
                    Replace(bytes, random, b => b is >= (byte)'0' and <= (byte)'9', "0123456789-.eE"u8);
                    break;
                default: // a mark of the header: another structure
                    Replace(bytes, random, b => "{}[]\",:"u8.Contains(b), "{}[]\",:\\ "u8);
                    break;
            }
        return [.. bytes];
    }

    private static void Replace(List<byte> bytes, Random random, Func<byte, bool> which, ReadOnlySpan<byte> by)
    {
        var places = Enumerable.Range(0, bytes.Count).Where(i => i >= 8 && which(bytes[i])).ToList();
        if (places.Count > 0)
            bytes[places[random.Next(places.Count)]] = by[random.Next(by.Length)];
    }
}
