using static TorchSharp.Native;

namespace TorchSharp;

/// <summary>PyTorch's name space: factories, free functions, settings.</summary>
public static partial class torch
{
    public static string __version__ => "2.10.0.0";

    private static ScalarType defaultDtype = ScalarType.Float32;

    public static ScalarType get_default_dtype() => defaultDtype;

    public static void set_default_dtype(ScalarType dtype)
    {
        if (!is_floating_point(dtype))
            throw new ArgumentException($"the default type must be a floating-point type, not {dtype}", nameof(dtype));
        Check(wb_set_default_dtype((int)dtype));
        defaultDtype = dtype;
    }

    public static int get_num_threads() => wb_threads();
    public static int get_num_interop_threads() => wb_interop_threads();
    public static void set_num_threads(int num) => Check(wb_set_threads(Sane(num)));
    public static void set_num_interop_threads(int num) => Check(wb_set_interop_threads(Sane(num)));

    // More threads than the system can make would end the process.
    private static int Sane(int threads)
    {
        var most = Math.Max(64, 4 * Environment.ProcessorCount);
        return threads >= 1 && threads <= most ? threads : throw new ArgumentOutOfRangeException(nameof(threads), $"{threads} threads: give 1 to {most}");
    }

    public static void save(Tensor t, string location)
    {
        ArgumentNullException.ThrowIfNull(t);
        t.Save(location);
    }

    public static Tensor load(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        return TensorExtensionMethods.Load(reader);
    }

    /// <summary>
    /// Empty here, but there: beside <c>torch.nn.utils</c> it makes a bare <c>utils</c> ambiguous, as with the real package.
    /// </summary>
    public static class utils
    {
    }
}
