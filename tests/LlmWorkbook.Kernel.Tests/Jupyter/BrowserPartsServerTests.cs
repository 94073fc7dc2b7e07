using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmWorkbook.Kernel.Jupyter;
using LlmWorkbook.Tests;

namespace LlmWorkbook.Kernel.Tests.Jupyter;

public sealed class BrowserPartsServerTests : IDisposable
{
    private const string Script = "var Plotly = '名';\n// the end";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly BrowserPartsServer _server;

    public BrowserPartsServerTests()
    {
        Directory.CreateDirectory(_folder.File("browser"));
        File.WriteAllText(_folder.File("browser/plotly.min.js"), Script);
        File.WriteAllText(_folder.File("secret.txt"), "secret");
        File.WriteAllText(_folder.File("browser/other.js"), "secret");
        _server = BrowserPartsServer.Start(_folder.File("browser"))!;
    }

    public void Dispose()
    {
        _server.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_page_of_any_origin_gets_the_script_and_may_keep_it()
    {
        Assert.Matches(@"^http://127\.0\.0\.1:\d+/[0-9a-zA-Z]{32}/$", _server.Address);
        using var answer = await _http.GetAsync(_server.Address + "plotly.min.js");
        Assert.Equal(Script, await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.True(answer.Headers.CacheControl?.MaxAge > TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task The_image_form_holds_the_same_bytes_as_colours()
    {
        using var answer = await _http.GetAsync(_server.Address + "plotly.min.js.bmp");
        Assert.Equal("image/bmp", answer.Content.Headers.ContentType?.MediaType);
        var image = await answer.Content.ReadAsByteArrayAsync();
        Assert.Equal("BM", Encoding.ASCII.GetString(image, 0, 2));
        var (offset, width, height) = (BitConverter.ToInt32(image, 10), BitConverter.ToInt32(image, 18), BitConverter.ToInt32(image, 22));
        Assert.Equal(image.Length, offset + width * 3 * -height);
        Assert.Equal(Script, Encoding.UTF8.GetString(image, offset, image.Length - offset).TrimEnd('\n'));
    }

    [Fact]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        using var answer = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, _server.Address + "plotly.min.js"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Encoding.UTF8.GetByteCount(Script), answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("mermaid.min.js")]
    [InlineData("other.js")]
    [InlineData("")]
    [InlineData("PLOTLY.MIN.JS")]
    [InlineData("plotly.min.js?x=1")]
    [InlineData("plotly.min.js/")]
    [InlineData("../secret.txt")]
    [InlineData("..%2fsecret.txt")]
    [InlineData("%2e%2e/secret.txt")]
    [InlineData("..\\secret.txt")]
    [InlineData("./plotly.min.js")]
    [InlineData("plotly.min.js%00")]
    [InlineData("/etc/passwd")]
    public async Task Nothing_else_is_there(string name)
    {
        // Over a bare socket: HttpClient would tidy the path.
        var answer = await Send($"GET {new Uri(_server.Address).AbsolutePath}{name} HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 ", answer);
        Assert.DoesNotContain("secret", answer);
    }

    [Theory]
    [InlineData("GET /plotly.min.js HTTP/1.1\r\n\r\n", "404")]
    [InlineData("GET /00000000000000000000000000000000/plotly.min.js HTTP/1.1\r\n\r\n", "404")]
    [InlineData("GET {path}/../../secret.txt HTTP/1.1\r\n\r\n", "404")]
    [InlineData("POST {path} HTTP/1.1\r\nContent-Length: 1\r\n\r\nx", "405")]
    [InlineData("OPTIONS {path} HTTP/1.1\r\n\r\n", "405")]
    [InlineData("GET {path}\r\n\r\n", "400")]
    [InlineData("GET {path} HTTP/1.1 more\r\n\r\n", "400")]
    [InlineData("\r\n\r\n", "400")]
    [InlineData("\u0001\u0002\r\n\r\n", "400")]
    public async Task Other_tokens_methods_and_what_is_no_request_are_refused(string request, string status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await Send(request.Replace("{path}", new Uri(_server.Address).AbsolutePath + "plotly.min.js")));

    [Fact]
    public async Task An_endless_head_is_cut_off_and_the_server_goes_on()
    {
        var answer = await Send("GET / HTTP/1.1\r\n" + new string('x', 16 << 10));
        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal));
        Assert.Equal(Script, await _http.GetStringAsync(_server.Address + "plotly.min.js"));
    }

    [Fact]
    public async Task Many_pages_at_once_and_some_that_hang_up_are_served()
    {
        for (var i = 0; i < 40; i++)
            using (var hangUp = new TcpClient())
                await hangUp.ConnectAsync(IPAddress.Loopback, new Uri(_server.Address).Port);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _http.GetStringAsync(_server.Address + "plotly.min.js")));
        Assert.All(answers, a => Assert.Equal(Script, a));
    }

    [Fact]
    public async Task After_the_end_nobody_listens()
    {
        _server.Dispose();
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync(_server.Address + "plotly.min.js"));
    }

    [Fact]
    public void Without_parts_there_is_no_server() => Assert.Null(BrowserPartsServer.Start(_folder.File("nowhere")));

    private async Task<string> Send(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(_server.Address).Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        try
        {
            return await new StreamReader(client.GetStream()).ReadToEndAsync();
        }
        catch (IOException)
        {
            // Reset by a server that did not want to read all of it.
            return "";
        }
    }
}
