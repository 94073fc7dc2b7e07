namespace TorchSharp.Utils;

/// <summary>Whole numbers in as few bytes as they need: seven bits each, the lowest first, the top bit set while more follow.</summary>
internal static class LEB128Codec
{
    internal static void Encode(this BinaryWriter writer, long value) => writer.Write7BitEncodedInt64(value);

    internal static long Decode(this BinaryReader reader)
    {
        var value = reader.Read7BitEncodedInt64();
        return value >= 0 ? value : throw new InvalidDataException("a negative length");
    }
}
