using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>
/// Calls PyTorch's operators by name ("softmax.int" is <c>aten::softmax.int</c>). Trailing arguments may be left out;
/// the native side fills in the schema's defaults. Errors are <see cref="ExternalException"/> with libtorch's first line.
/// </summary>
internal static unsafe class Aten
{
    private static readonly ConcurrentDictionary<string, IntPtr> Found = new(StringComparer.Ordinal);

    /// <summary>The operator's only result.</summary>
    internal static Tensor One(string op, params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(op, args, &result, 1);
        return Own(result) ?? throw new InvalidOperationException($"aten::{op} returned no tensor");
    }

    /// <summary>The operator's only result, which may be no tensor.</summary>
    internal static Tensor? Maybe(string op, params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(op, args, &result, 1);
        return Own(result);
    }

    internal static (Tensor, Tensor) Two(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[2];
        Invoke(op, args, results, 2);
        return (Own(results[0])!, Own(results[1])!);
    }

    internal static (Tensor, Tensor?, Tensor?) Three(string op, params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[3];
        Invoke(op, args, results, 3);
        return (Own(results[0])!, Own(results[1]), Own(results[2]));
    }

    internal static Tensor[] Many(string op, params ReadOnlySpan<Arg> args)
    {
        const int capacity = 16;
        var few = stackalloc Value[capacity];
        var n = Invoke(op, args, few, capacity);
        if (n <= capacity)
            return Own(new ReadOnlySpan<Value>(few, n));
        var many = new Value[n];
        fixed (Value* p = many)
            Native.wb_results(p);
        return Own(many);
    }

    /// <summary>Runs an operator that changes its arguments in place.</summary>
    internal static void Do(string op, params ReadOnlySpan<Arg> args) => Invoke(op, args, null, 0);

    internal static bool Bool(string op, params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(op, args, &result, 1);
        return result.Bits != 0;
    }

    internal static Value Plain(string op, params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(op, args, &result, 1);
        return result;
    }

    private static Tensor[] Own(ReadOnlySpan<Value> values)
    {
        var tensors = new Tensor[values.Length];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = Own(values[i])!;
        return tensors;
    }

    private static Tensor? Own(Value v) => v.Tag == Tag.Tensor ? new Tensor((IntPtr)v.Bits) : null;

    [SkipLocalsInit]
    private static int Invoke(string op, ReadOnlySpan<Arg> args, Value* results, int capacity)
    {
        const int onStack = 128;
        var handle = Found.TryGetValue(op, out var known) ? known : Find(op);
        var words = 0;
        foreach (ref readonly var a in args)
            words += a.Words;
        var values = stackalloc Value[args.Length];
        var small = stackalloc long[onStack];
        var scratch = words <= onStack ? small : (long*)NativeMemory.Alloc((nuint)words, sizeof(long));
        var written = 0;
        try
        {
            for (var next = scratch; written < args.Length; written++)
            {
                args[written].Write(ref values[written], next);
                next += args[written].Words;
            }
            var n = Native.wb_call(handle, values, args.Length, results, capacity);
            return n >= 0 ? n : throw Native.Error();
        }
        finally
        {
            foreach (ref readonly var a in args[..written])
                a.Release();
            if (scratch != small)
                NativeMemory.Free(scratch);
        }
    }

    private static IntPtr Find(string op)
    {
        var dot = op.IndexOf('.', StringComparison.Ordinal);
        var full = op.Contains("::", StringComparison.Ordinal) ? op : "aten::" + op;
        var split = full.IndexOf('.', StringComparison.Ordinal);
        var name = Encoding.UTF8.GetBytes((dot < 0 ? full : full[..split]) + '\0');
        var overload = Encoding.UTF8.GetBytes((dot < 0 ? "" : full[(split + 1)..]) + '\0');
        fixed (byte* n = name, o = overload)
        {
            var handle = Native.wb_find(n, o);
            if (handle == IntPtr.Zero)
                throw new NotSupportedException($"this libtorch has no operator {full} {Native.ErrorText()}".TrimEnd());
            return Found[op] = handle;
        }
    }
}
