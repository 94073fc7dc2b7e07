using TorchSharp;
using static TorchSharp.torch;

namespace LlmWorkbook.Models;

/// <summary>Where tensors live: the GPU if there is one, otherwise the CPU with all its cores.</summary>
public static class Compute
{
    private static readonly Lazy<Device> Chosen = new(Choose);

    /// <summary>
    /// CUDA if it is available, otherwise CPU; the environment variable WORKBOOK_DEVICE (cpu or cuda) overrides.
    /// The first use also gives libtorch all cores, since it starts with one thread on virtual machines; OMP_NUM_THREADS overrides.
    /// </summary>
    /// <exception cref="WorkbookException">WORKBOOK_DEVICE is neither cpu nor cuda, or asks for a GPU that is not there.</exception>
    public static Device Device => Chosen.Value;

    private static Device Choose()
    {
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null or "")
            set_num_threads(Environment.ProcessorCount);
        string wanted = Environment.GetEnvironmentVariable("WORKBOOK_DEVICE")?.Trim().ToLowerInvariant() ?? "";
        bool available = cuda.is_available();
        return wanted switch
        {
            "" => available ? CUDA : CPU,
            "cpu" => CPU,
            "cuda" when available => CUDA,
            "cuda" => throw new WorkbookException("WORKBOOK_DEVICE asks for cuda, but libtorch finds no CUDA device; unset it, or install the driver and run ./workbook setup --packages nuget."),
            _ => throw new WorkbookException($"WORKBOOK_DEVICE is '{wanted}'; it may be cpu or cuda."),
        };
    }
}
