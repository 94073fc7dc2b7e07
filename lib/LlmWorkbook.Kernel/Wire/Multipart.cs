namespace LlmWorkbook.Kernel.Wire;

/// <summary>One received message.</summary>
/// <param name="Identity">The routing identity of its sender: what <see cref="RouterSocket.Send"/> takes to answer.</param>
/// <param name="Frames">What was sent, without the identity.</param>
internal sealed record Multipart(byte[] Identity, IReadOnlyList<byte[]> Frames);
