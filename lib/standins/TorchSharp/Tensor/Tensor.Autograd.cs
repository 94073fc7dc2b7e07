using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Info.RequiresGrad != 0;
            set
            {
                if (value && !torch.is_floating_point(dtype) && !torch.is_complex(dtype))
                    throw new System.Runtime.InteropServices.ExternalException("Only Tensors of floating point and complex dtype can require gradients");
                using var borrowed = new Borrow(this);
                Check(wb_set_requires_grad(borrowed.Handle, value ? 1 : 0));
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        /// <summary>The accumulated gradient; null before the first backward. Each read makes a tensor to dispose.</summary>
        public unsafe Tensor? grad
        {
            get
            {
                IntPtr grad;
                using (var borrowed = new Borrow(this))
                    Check(wb_grad(borrowed.Handle, &grad));
                return grad == IntPtr.Zero ? null : new Tensor(grad);
            }
            set
            {
                using var borrowed = new Borrow(this);
                if (value is null)
                {
                    Check(wb_set_grad(borrowed.Handle, IntPtr.Zero));
                    return;
                }
                using var grad = new Borrow(value);
                Check(wb_set_grad(borrowed.Handle, grad.Handle));
            }
        }

        public void retain_grad() => Aten.Do("retain_grad", this);

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => Aten.One("detach", this);

        public Tensor detach_() => InPlace("detach_", this);

        public Tensor alias()
        {
            using var borrowed = new Borrow(this);
            return new Tensor(Check(wb_alias(borrowed.Handle)));
        }
    }

    /// <summary>Derivatives of graphs with several ends.</summary>
    public static partial class autograd
    {
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            using var roots = new Borrows(tensors);
            using var grads = new Borrows(grad_tensors, roots.Count);
            using var leaves = new Borrows(inputs);
            if (grads.Count != roots.Count)
                throw new ArgumentException($"{roots.Count} tensors but {grads.Count} gradients");
            unsafe
            {
                fixed (IntPtr* t = roots.Handles, g = grads.Handles, i = leaves.Handles)
                    Check(wb_backward(t, roots.Count, g, grads.Count, i, leaves.Count, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0));
            }
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            ArgumentNullException.ThrowIfNull(outputs);
            ArgumentNullException.ThrowIfNull(inputs);
            using var roots = new Borrows(outputs);
            using var leaves = new Borrows(inputs);
            using var grads = new Borrows(grad_outputs, roots.Count);
            var results = new IntPtr[leaves.Count];
            if (grads.Count != roots.Count)
                throw new ArgumentException($"{roots.Count} outputs but {grads.Count} gradients");
            unsafe
            {
                fixed (IntPtr* o = roots.Handles, i = leaves.Handles, g = grads.Handles, r = results)
                    Check(wb_autograd(o, roots.Count, i, leaves.Count, g, grads.Count, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            }
            return results.Select(r => r == IntPtr.Zero ? null! : new Tensor(r)).ToList();
        }

        /// <summary>The handles of a list for the length of a native call; of no list, as many nulls as wanted.</summary>
        private readonly ref struct Borrows
        {
            private readonly Tensor[] tensors = [];
            internal readonly IntPtr[] Handles = [];
            internal int Count => Handles.Length;

            internal Borrows(IList<Tensor>? list, int nulls = 0)
            {
                Handles = new IntPtr[list?.Count ?? nulls];
                if (list is null)
                    return;
                tensors = [.. list];
                for (var i = 0; i < tensors.Length; i++)
                    try
                    {
                        Handles[i] = (tensors[i] ?? throw new ArgumentNullException(nameof(list), "a tensor of the list is null")).Acquire();
                    }
                    catch
                    {
                        foreach (var acquired in tensors[..i])
                            acquired.Release();
                        throw;
                    }
            }

            public void Dispose()
            {
                foreach (var t in tensors)
                    t.Release();
            }
        }
    }

    // ---- whether gradients are recorded: thread by thread, restored by Dispose ------------------------------------

    public static IDisposable no_grad() => new GradMode(false);
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);
    public static bool is_grad_enabled() => wb_grad_mode() != 0;
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);
    public static bool is_inference_mode_enabled() => wb_inference_mode() != 0;

    private sealed class GradMode : IDisposable
    {
        private readonly bool before = wb_grad_mode() != 0;
        private bool left;

        internal GradMode(bool on) => wb_set_grad_mode(on ? 1 : 0);

        public void Dispose()
        {
            if (!left)
                wb_set_grad_mode(before ? 1 : 0);
            left = true;
        }
    }

    private sealed class InferenceMode(bool on) : IDisposable
    {
        private readonly int thread = Environment.CurrentManagedThreadId;
        private IntPtr guard = Check(wb_inference_enter(on ? 1 : 0));

        public void Dispose()
        {
            if (thread != Environment.CurrentManagedThreadId)
                throw new InvalidOperationException("inference_mode must be left on the thread that entered it.");
            if (guard != IntPtr.Zero)
                wb_inference_leave(guard);
            guard = IntPtr.Zero;
        }
    }
}
