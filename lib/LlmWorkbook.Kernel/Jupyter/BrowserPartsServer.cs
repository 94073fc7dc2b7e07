using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace LlmWorkbook.Kernel.Jupyter;

/// <summary>
/// Serves the browser parts to the pages that show a notebook, on loopback only and under an address nobody can guess. It knows
/// a few fixed names; a path is never looked up in the file system.
/// </summary>
/// <remarks>
/// Each script comes as itself and, with <c>.bmp</c> behind its name, as the colours of an image: VS Code lets outputs load images
/// from here, but no scripts.
/// </remarks>
internal sealed class BrowserPartsServer : IDisposable
{
    private const int MaxHeaderBytes = 16 << 10;
    private const int MaxConnections = 32;
    private static readonly string[] s_names = ["plotly.min.js", "mermaid.min.js"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly string _folder;
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _connections = new(MaxConnections);

    private BrowserPartsServer(string folder)
    {
        _folder = folder;
        _listener.Start();
        Address = $"http://{_listener.LocalEndpoint}/{_token}/";
    }

    /// <summary>The address that the names are appended to.</summary>
    public string Address { get; }

    /// <summary>Starts serving; null when there is nothing to serve or loopback cannot be listened on.</summary>
    /// <param name="folder">Where set-up keeps the browser parts.</param>
    public static BrowserPartsServer? Start(string folder)
    {
        if (!s_names.Any(name => File.Exists(Path.Combine(folder, name))))
            return null;
        try
        {
            var server = new BrowserPartsServer(folder);
            _ = Task.Run(server.Accept);
            return server;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                await _connections.WaitAsync(_stop.Token);
                _ = Answer(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The kernel is going: pages keep the static forms.
        }
    }

    private async Task Answer(TcpClient client)
    {
        try
        {
            using var connection = client;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            patience.CancelAfter(s_patience);
            var stream = client.GetStream();
            var request = await ReadRequestLine(stream, patience.Token);
            var (head, body) = Respond(request);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), patience.Token);
            await stream.WriteAsync(body, patience.Token);
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or UnauthorizedAccessException)
        {
            // A client that went away, waited too long, or a file that vanished: nothing to tell anybody.
        }
        finally
        {
            _connections.Release();
        }
    }

    /// <summary>The first line, once the whole head has come; empty for what is no request.</summary>
    private static async Task<string> ReadRequestLine(NetworkStream stream, CancellationToken stop)
    {
        var buffer = new byte[MaxHeaderBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), stop);
            if (read == 0)
                break;
            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
                return Encoding.ASCII.GetString(buffer, 0, buffer.AsSpan(0, length).IndexOf("\r\n"u8));
        }
        return "";
    }

    private (string Head, byte[] Body) Respond(string request)
    {
        if (request.Split(' ') is not [var method, var path, "HTTP/1.1" or "HTTP/1.0"])
            return (Head("400 Bad Request", 0), []);
        if (method is not ("GET" or "HEAD"))
            return (Head("405 Method Not Allowed", 0, "Allow: GET, HEAD"), []);
        foreach (var name in s_names)
        {
            if (Content(path, name) is not { } content)
                continue;
            var body = File.ReadAllBytes(Path.Combine(_folder, name));
            if (content == "image/bmp")
                body = ImageOf(body);
            var head = Head("200 OK", body.Length, $"Content-Type: {content}", "Cache-Control: private, max-age=86400");
            return (head, method == "HEAD" ? [] : body);
        }
        return (Head("404 Not Found", 0), []);
    }

    /// <summary>The MIME type in which a path asks for a file that is there; null for any other path.</summary>
    private string? Content(string path, string name) =>
        !File.Exists(Path.Combine(_folder, name)) ? null
        : Same(path, $"/{_token}/{name}") ? "text/javascript; charset=utf-8"
        : Same(path, $"/{_token}/{name}.bmp") ? "image/bmp"
        : null;

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    private static string Head(string status, int length, params string[] more) => string.Join("\r\n", [
        $"HTTP/1.1 {status}",
        $"Content-Length: {length}",
        "Access-Control-Allow-Origin: *",
        "Cross-Origin-Resource-Policy: cross-origin",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
        .. more,
        "\r\n",
    ]);

    /// <summary>Bytes as a bitmap of three bytes a pixel, first row on top; the last row is filled up with line ends.</summary>
    private static byte[] ImageOf(byte[] bytes)
    {
        const int header = 54, width = 1024, row = width * 3;
        var height = (bytes.Length + row - 1) / row;
        var image = new byte[header + height * row];
        image.AsSpan().Fill((byte)'\n');
        using (var writer = new BinaryWriter(new MemoryStream(image)))
        {
            writer.Write("BM"u8);
            writer.Write(image.Length);
            writer.Write(0);
            writer.Write(header);
            writer.Write(40);
            writer.Write(width);
            writer.Write(-height);
            writer.Write((short)1);
            writer.Write((short)24);
            for (var rest = 0; rest < 6; rest++)
                writer.Write(0);
        }
        bytes.CopyTo(image, header);
        return image;
    }
}
