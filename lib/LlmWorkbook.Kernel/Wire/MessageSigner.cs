using System.Security.Cryptography;
using System.Text;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// The signatures of Jupyter messaging 5.4: HMAC-SHA256, in hexadecimal, over the bytes of header, parent header, metadata and
/// content. With an empty key the signature is empty.
/// </summary>
internal sealed class MessageSigner(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>Whether there is a key, so that a signature proves something.</summary>
    public bool Signs => _key.Length > 0;

    public string Sign(byte[] header, byte[] parent, byte[] metadata, byte[] content)
    {
        if (!Signs)
            return "";
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(header);
        hmac.AppendData(parent);
        hmac.AppendData(metadata);
        hmac.AppendData(content);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    /// <summary>Whether the signature is right; takes the same time wherever it differs.</summary>
    public bool Verify(ReadOnlySpan<byte> signature, byte[] header, byte[] parent, byte[] metadata, byte[] content) =>
        CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(Sign(header, parent, metadata, content)));
}
