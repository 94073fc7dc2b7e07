using System.Runtime.InteropServices;

namespace LlmWorkbook.Training;

/// <summary>Files that a crash, a kill or a full disk leaves either as they were or complete.</summary>
internal static class DurableFile
{
    /// <summary>Writes a file beside <paramref name="path"/>, brings it to the disk, then gives it the name <paramref name="path"/>.</summary>
    /// <exception cref="WorkbookException">It cannot be written (full disk, no permission, …); what was there before is unchanged.</exception>
    public static void Write(string path, Action<FileStream> write)
    {
        var partial = path + ".partial";
        try
        {
            using (var file = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
            FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(partial);
            throw new WorkbookException($"{path}: the file cannot be written ({e.Message.TrimEnd('.')}).", e);
        }
    }

    /// <summary>
    /// Brings the names in a folder to the disk: without this a new or renamed file can vanish with the power.
    /// .NET opens no folders, hence the system calls; Windows keeps names in a journal and needs nothing.
    /// </summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = open(folder, flags: 0);
        if (descriptor < 0)
            throw Failure(folder);
        try
        {
            const int notSupported = 22; // EINVAL: some network file systems flush no folders
            if (fsync(descriptor) != 0 && Marshal.GetLastPInvokeError() != notSupported)
                throw Failure(folder);
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The sentence about the write says what is wrong; a leftover does no harm.
        }
    }

    private static IOException Failure(string folder) => new($"{Marshal.GetLastPInvokeErrorMessage()} : '{folder}'");

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int descriptor);

    [DllImport("libc")]
    private static extern int close(int descriptor);
}
