namespace LlmWorkbook.EndToEnd;

/// <summary>Jupyter Notebook, serving a learner's folder on the loopback interface.</summary>
internal sealed class JupyterNotebook : IDisposable
{
    private readonly ChildProcess _server;
    private readonly int _port = ChildProcess.FreePort();
    private readonly string _token = Guid.NewGuid().ToString("N");
    private readonly LearnersFolder _folder;

    private JupyterNotebook(LearnersFolder folder)
    {
        _folder = folder;
        _server = new ChildProcess(Programs.JupyterNotebook!,
            ["--allow-root", "--no-browser", "--ip=127.0.0.1", $"--port={_port}", "--port-retries=0", $"--NotebookApp.token={_token}", $"--notebook-dir={folder.Checkout}"],
            folder.Checkout, folder.Environment);
    }

    /// <summary>The address of the lesson.</summary>
    public string Lesson => $"http://127.0.0.1:{_port}/notebooks/notebooks/{_folder.Lesson}?token={_token}";

    public static async Task<JupyterNotebook> Start(LearnersFolder folder)
    {
        var server = new JupyterNotebook(folder);
        await server._server.Answers($"http://127.0.0.1:{server._port}/api");
        return server;
    }

    public void Dispose() => _server.Dispose();
}
