namespace LlmWorkbook.Cli.Setup;

/// <summary>Two commands that build in one checkout take turns.</summary>
internal static class Turn
{
    /// <summary>Waits until no other command builds in this checkout; the turn ends when the result is disposed.</summary>
    public static FileStream Wait(Workspace workspace, ISystem system)
    {
        Directory.CreateDirectory(workspace.Artifacts);
        var file = Path.Combine(workspace.Artifacts, ".setup-lock");
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))
            {
                if (!told)
                    system.Say("Waiting for another set-up of this checkout to end ...");
                system.Wait(TimeSpan.FromMilliseconds(200));
            }
        }
    }
}
