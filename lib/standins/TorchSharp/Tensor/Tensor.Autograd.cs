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
                Check(wb_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
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
                Check(wb_grad(Handle, &grad));
                GC.KeepAlive(this);
                return grad == IntPtr.Zero ? null : new Tensor(grad);
            }
            set
            {
                Check(wb_set_grad(Handle, value?.Handle ?? IntPtr.Zero));
                GC.KeepAlive(this);
                GC.KeepAlive(value);
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
            var t = new Tensor(Check(wb_alias(Handle)));
            GC.KeepAlive(this);
            return t;
        }
    }

    /// <summary>Derivatives of graphs with several ends.</summary>
    public static partial class autograd
    {
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            var roots = Handles(tensors);
            var grads = grad_tensors is null ? new IntPtr[roots.Length] : Handles(grad_tensors);
            var leaves = inputs is null ? [] : Handles(inputs);
            if (grads.Length != roots.Length)
                throw new ArgumentException($"{roots.Length} tensors but {grads.Length} gradients");
            unsafe
            {
                fixed (IntPtr* t = roots, g = grads, i = leaves)
                    Check(wb_backward(t, roots.Length, g, grads.Length, i, leaves.Length, retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0));
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var roots = Handles(outputs);
            var leaves = Handles(inputs);
            var grads = grad_outputs is null ? new IntPtr[roots.Length] : Handles(grad_outputs);
            var results = new IntPtr[leaves.Length];
            if (grads.Length != roots.Length)
                throw new ArgumentException($"{roots.Length} outputs but {grads.Length} gradients");
            unsafe
            {
                fixed (IntPtr* o = roots, i = leaves, g = grads, r = results)
                    Check(wb_autograd(o, roots.Length, i, leaves.Length, g, grads.Length, retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, r));
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return results.Select(r => r == IntPtr.Zero ? null! : new Tensor(r)).ToList();
        }

        private static IntPtr[] Handles(IList<Tensor> tensors)
        {
            ArgumentNullException.ThrowIfNull(tensors);
            return tensors.Select(t => (t ?? throw new ArgumentNullException(nameof(tensors), "a tensor of the list is null")).Handle).ToArray();
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
