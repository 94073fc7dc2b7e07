using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace TorchSharp;

/// <summary>The C functions of native/boxed.cpp. Handles are pointers to what the native side owns.</summary>
internal static unsafe partial class Native
{
    private const string Library = "TorchStandIn";

#pragma warning disable CA2255 // a module initializer is what must run before the first native call
    [ModuleInitializer]
    internal static void FindLibrary() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);
#pragma warning restore CA2255

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return IntPtr.Zero;
        var folders = new[] { Path.GetDirectoryName(assembly.Location) ?? "", AppContext.BaseDirectory };
        var file = folders.Select(f => Path.Combine(f, "libTorchStandIn.so")).FirstOrDefault(File.Exists)
            ?? throw new NotSupportedException($"libTorchStandIn.so does not lie beside {assembly.Location}: run ./workbook setup and build again.");
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (DllNotFoundException e)
        {
            throw new NotSupportedException($"libtorch could not be loaded ({e.Message.ReplaceLineEndings(" ").Trim()}): run ./workbook setup, which installs libtorch-dev.");
        }
    }

    internal static string ErrorText() => Marshal.PtrToStringUTF8(wb_error()) ?? "unknown native error";

    /// <summary>The exception of the last native call on this thread.</summary>
    internal static ExternalException Error() => new(ErrorText());

    /// <summary>Throws when a native call has answered with a negative code.</summary>
    internal static void Check(int code)
    {
        if (code < 0)
            throw Error();
    }

    internal static IntPtr Check(IntPtr handle) => handle != IntPtr.Zero ? handle : throw Error();

    [LibraryImport(Library)] private static partial IntPtr wb_error();
    [LibraryImport(Library)] internal static partial IntPtr wb_find(byte* name, byte* overload);
    [LibraryImport(Library)] internal static partial int wb_call(IntPtr op, Value* args, int n, Value* results, int capacity);
    [LibraryImport(Library)] internal static partial void wb_results(Value* results);

    [LibraryImport(Library)] internal static partial void wb_free(IntPtr tensor);
    [LibraryImport(Library)] internal static partial IntPtr wb_alias(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int wb_info(IntPtr tensor, TensorInfo* info);
    [LibraryImport(Library)] internal static partial int wb_sizes(IntPtr tensor, long* sizes);
    [LibraryImport(Library)] internal static partial int wb_strides(IntPtr tensor, long* strides);
    [LibraryImport(Library)] internal static partial int wb_data(IntPtr tensor, IntPtr* data);
    [LibraryImport(Library)] internal static partial IntPtr wb_from_data(void* data, long bytes, long* sizes, int ndim, int dtype);
    [LibraryImport(Library)] internal static partial IntPtr wb_from_blob(void* data, long* sizes, int ndim, int dtype, delegate* unmanaged<IntPtr, void> release, IntPtr context);

    [LibraryImport(Library)] internal static partial int wb_backward(IntPtr* tensors, int n, IntPtr* grads, int nGrads, IntPtr* inputs, int nInputs, int retain, int create);
    [LibraryImport(Library)] internal static partial int wb_autograd(IntPtr* outputs, int n, IntPtr* inputs, int nInputs, IntPtr* grads, int nGrads, int retain, int create, int allowUnused, IntPtr* results);
    [LibraryImport(Library)] internal static partial int wb_grad(IntPtr tensor, IntPtr* grad);
    [LibraryImport(Library)] internal static partial int wb_set_grad(IntPtr tensor, IntPtr grad);
    [LibraryImport(Library)] internal static partial int wb_set_requires_grad(IntPtr tensor, int on);
    [LibraryImport(Library)] internal static partial int wb_grad_mode();
    [LibraryImport(Library)] internal static partial void wb_set_grad_mode(int on);
    [LibraryImport(Library)] internal static partial IntPtr wb_inference_enter(int on);
    [LibraryImport(Library)] internal static partial void wb_inference_leave(IntPtr guard);
    [LibraryImport(Library)] internal static partial int wb_inference_mode();

    [LibraryImport(Library)] internal static partial int wb_seed_all(ulong seed);
    [LibraryImport(Library)] internal static partial IntPtr wb_generator(ulong seed);
    [LibraryImport(Library)] internal static partial IntPtr wb_generator_default();
    [LibraryImport(Library)] internal static partial void wb_generator_free(IntPtr generator);
    [LibraryImport(Library)] internal static partial int wb_generator_seed(IntPtr generator, ulong seed);
    [LibraryImport(Library)] internal static partial int wb_generator_reseed(IntPtr generator, long* seed);
    [LibraryImport(Library)] internal static partial int wb_generator_initial_seed(IntPtr generator, long* seed);
    [LibraryImport(Library)] internal static partial IntPtr wb_generator_state(IntPtr generator);
    [LibraryImport(Library)] internal static partial int wb_generator_set_state(IntPtr generator, IntPtr state);

    [LibraryImport(Library)] internal static partial int wb_has_cuda();
    [LibraryImport(Library)] internal static partial int wb_threads();
    [LibraryImport(Library)] internal static partial int wb_interop_threads();
    [LibraryImport(Library)] internal static partial int wb_set_threads(int n);
    [LibraryImport(Library)] internal static partial int wb_set_interop_threads(int n);
    [LibraryImport(Library)] internal static partial int wb_set_default_dtype(int dtype);
}

/// <summary>What a native value is; the order is that of native/boxed.cpp.</summary>
internal enum Tag { None, Tensor, Int, Double, Bool, Complex, IntList, DoubleList, TensorList, OptionalTensorList, String, Device, Generator }

/// <summary>A value as the native side sees it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    public Tag Tag;
    public int Count;
    public long Bits;
}

[StructLayout(LayoutKind.Sequential)]
internal struct TensorInfo
{
    public int Dtype, DeviceType, DeviceIndex, Dimensions;
    public long Elements;
    public byte RequiresGrad, IsLeaf, IsContiguous, HasStorage, IsInference, IsSparse;
}
