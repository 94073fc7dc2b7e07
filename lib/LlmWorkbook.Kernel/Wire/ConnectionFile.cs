using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmWorkbook.Kernel.Running;

namespace LlmWorkbook.Kernel.Wire;

/// <summary>
/// The connection file of Jupyter messaging 5.4: where a client expects the kernel's five sockets, and the key that both sign
/// with. Only <c>tcp</c> and <c>hmac-sha256</c> exist here.
/// </summary>
internal sealed record ConnectionFile
{
    public required string Ip { get; init; }

    public required string Transport { get; init; }

    /// <summary>The key of the signatures; empty for none.</summary>
    public required string Key { get; init; }

    public required string SignatureScheme { get; init; }

    public required string KernelName { get; init; }

    public required int ShellPort { get; init; }

    public required int IopubPort { get; init; }

    public required int StdinPort { get; init; }

    public required int ControlPort { get; init; }

    public required int HbPort { get; init; }

    /// <summary><see cref="Ip"/> as an address.</summary>
    public required IPAddress Address { get; init; }

    /// <exception cref="InputException">There is no such file, or it is no connection file that this kernel can serve.</exception>
    public static ConnectionFile Read(string path)
    {
        ConnectionFileJson json;
        try
        {
            json = JsonSerializer.Deserialize(File.ReadAllBytes(path), ConnectionFileContext.Default.ConnectionFileJson)
                ?? throw new InputException($"The connection file {path} holds null instead of a JSON object; let Jupyter write it anew.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InputException($"The connection file {path} cannot be read: {e.Message}");
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } ? $"field {e.Path[2..]}" : $"line {e.LineNumber + 1}";
            throw new InputException($"The connection file {path} is not the JSON object that Jupyter writes ({field}); let Jupyter write it anew.");
        }

        if (json.Transport is not (null or "tcp"))
            throw new InputException($"The connection file {path} asks for the transport `{json.Transport}`; this kernel speaks tcp only.");
        if (json.SignatureScheme is not (null or "" or "hmac-sha256"))
            throw new InputException($"The connection file {path} asks for the signature scheme `{json.SignatureScheme}`; this kernel signs with hmac-sha256 only.");
        var ip = json.Ip ?? "127.0.0.1";
        var address = ip == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(ip, out var parsed) ? parsed : null;
        if (address is null || !IPAddress.IsLoopback(address))
            throw new InputException($"The connection file {path} asks for the address `{ip}`; this kernel listens on the loopback address only, such as 127.0.0.1.");
        return new ConnectionFile
        {
            Ip = ip,
            Address = address,
            Transport = "tcp",
            Key = json.Key ?? "",
            SignatureScheme = "hmac-sha256",
            KernelName = json.KernelName ?? "",
            ShellPort = Port(json.ShellPort, "shell_port"),
            IopubPort = Port(json.IopubPort, "iopub_port"),
            StdinPort = Port(json.StdinPort, "stdin_port"),
            ControlPort = Port(json.ControlPort, "control_port"),
            HbPort = Port(json.HbPort, "hb_port"),
        };

        int Port(int? port, string field) => port is >= 1 and <= 65535
            ? port.Value
            : throw new InputException($"The connection file {path} {(port is null ? $"has no {field}" : $"has the {field} {port}")}; it takes a port from 1 to 65535.");
    }
}

/// <summary>The file as it is written: any field may be missing.</summary>
internal sealed record ConnectionFileJson(
    string? Ip, string? Transport, string? Key, string? SignatureScheme, string? KernelName,
    int? ShellPort, int? IopubPort, int? StdinPort, int? ControlPort, int? HbPort);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConnectionFileJson))]
internal sealed partial class ConnectionFileContext : JsonSerializerContext;
