using LlmWorkbook.Kernel.Running;
using LlmWorkbook.Kernel.Wire;

namespace LlmWorkbook.Kernel.Tests.Wire;

public sealed class ConnectionFileTests : IDisposable
{
    private const string Good = """
        {"shell_port": 1001, "iopub_port": 1002, "stdin_port": 1003, "control_port": 1004, "hb_port": 65535, "ip": "127.0.0.1",
         "key": "k", "transport": "tcp", "signature_scheme": "hmac-sha256", "kernel_name": ".net-csharp", "jupyter_session": "later versions add fields"}
        """;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void WhatJupyterWritesIsRead()
    {
        var file = Read(Good);
        Assert.Equal((1001, 1002, 1003, 1004, 65535), (file.ShellPort, file.IopubPort, file.StdinPort, file.ControlPort, file.HbPort));
        Assert.Equal(("127.0.0.1", "tcp", "k", "hmac-sha256", ".net-csharp"), (file.Ip, file.Transport, file.Key, file.SignatureScheme, file.KernelName));
        Assert.Equal(System.Net.IPAddress.Loopback, Read(Good.Replace("127.0.0.1", "localhost")).Address);
        Assert.Equal(System.Net.IPAddress.IPv6Loopback, Read(Good.Replace("127.0.0.1", "::1")).Address);
        Assert.Equal("", Read(Good.Replace("\"key\": \"k\",", "")).Key);
    }

    [Theory]
    [InlineData("\"tcp\"", "\"ipc\"", "asks for the transport `ipc`; this kernel speaks tcp only.")]
    [InlineData("hmac-sha256", "hmac-md5", "asks for the signature scheme `hmac-md5`; this kernel signs with hmac-sha256 only.")]
    [InlineData("127.0.0.1", "0.0.0.0", "asks for the address `0.0.0.0`; this kernel listens on the loopback address only, such as 127.0.0.1.")]
    [InlineData("127.0.0.1", "example.org", "asks for the address `example.org`; this kernel listens on the loopback address only, such as 127.0.0.1.")]
    [InlineData("\"shell_port\": 1001,", "", "has no shell_port; it takes a port from 1 to 65535.")]
    [InlineData("1003", "65536", "has the stdin_port 65536; it takes a port from 1 to 65535.")]
    [InlineData("1003", "0", "has the stdin_port 0; it takes a port from 1 to 65535.")]
    [InlineData("1003", "-1", "has the stdin_port -1; it takes a port from 1 to 65535.")]
    [InlineData("1003", "\"x\"", "is not the JSON object that Jupyter writes (field stdin_port); let Jupyter write it anew.")]
    [InlineData("{", "", "is not the JSON object that Jupyter writes (line 1); let Jupyter write it anew.")]
    [InlineData("}", "", "is not the JSON object that Jupyter writes (line 2); let Jupyter write it anew.")]
    public void WhatIsWrongIsSaidInOneSentence(string part, string wrong, string sentence)
    {
        var e = Assert.Throws<InputException>(() => Read(Good.Replace(part, wrong)));
        Assert.Equal($"The connection file {_path} {sentence}", e.Message);
    }

    [Fact]
    public void AFileThatIsNotThereOrEmptyIsSaid()
    {
        Assert.Contains("cannot be read", Assert.Throws<InputException>(() => ConnectionFile.Read(_path + ".none")).Message);
        Assert.Contains("cannot be read", Assert.Throws<InputException>(() => ConnectionFile.Read("")).Message);
        Assert.Contains("is not the JSON object", Assert.Throws<InputException>(() => Read("")).Message);
        Assert.Contains("holds null", Assert.Throws<InputException>(() => Read("null")).Message);
        Assert.Contains("is not the JSON object", Assert.Throws<InputException>(() => Read("[1]")).Message);
    }

    private ConnectionFile Read(string json)
    {
        File.WriteAllText(_path, json);
        return ConnectionFile.Read(_path);
    }
}
