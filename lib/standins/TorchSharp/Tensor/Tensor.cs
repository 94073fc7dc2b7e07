using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor: an owned reference to one of libtorch's. Dispose it early; the finalizer is the safety net.</summary>
    public partial class Tensor : IDisposable
    {
        private IntPtr handle;

        private static long totalCount;
        private static long peakCount;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal Tensor(IntPtr handle, bool register = true)
        {
            this.handle = handle;
            peakCount = Math.Max(Interlocked.Increment(ref totalCount), peakCount);
            if (register)
                OwningDisposeScope = DisposeScopeManager.OfThread.Register(this);
        }

        public static long TotalCount => totalCount;
        public static long PeakCount => peakCount;

        public string? name { get; set; }

        public bool IsInvalid => handle == IntPtr.Zero || users < 0;

        public IntPtr Handle => !IsInvalid ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        ~Tensor() => Dispose(false);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var before = Interlocked.Or(ref users, Ended);
            if (before < 0)
                return;
            // As in the real package, a finalized tensor counts as disposed on the finalizer's thread.
            DisposeScopeManager.OfThread.CountDisposal(this);
            if (disposing)
                OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref totalCount);
            if (before == 0)
                Free();
        }

        // A call that uses the tensor on one thread while another disposes it keeps it until the call has returned.
        private const int Ended = int.MinValue;
        private int users; // calls in progress, and the bit Ended

        internal IntPtr Acquire()
        {
            if (Interlocked.Increment(ref users) > 0)
                return handle;
            Release();
            throw new InvalidOperationException("Tensor invalid -- empty handle.");
        }

        internal void Release()
        {
            if (Interlocked.Decrement(ref users) == Ended)
                Free();
        }

        private void Free()
        {
            var h = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (h != IntPtr.Zero)
                wb_free(h);
        }

        /// <summary>Gives the native reference away; the tensor is invalid afterwards.</summary>
        internal IntPtr MoveHandle()
        {
            using var borrowed = new Borrow(this);
            var moved = Check(wb_alias(borrowed.Handle));
            if (Interlocked.Or(ref users, Ended) >= 0)
                Interlocked.Decrement(ref totalCount);
            GC.SuppressFinalize(this);
            return moved;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null && other is not null)
                other.Attach(this);
            else
                OwningDisposeScope?.MoveToOther(other, this);
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public bool Equals(Tensor target) => Aten.Bool("equal", this, target);

        public override int GetHashCode() => base.GetHashCode();

        // ---- what it is -----------------------------------------------------------------------------------------

        private unsafe TensorInfo Info
        {
            get
            {
                TensorInfo info;
                using var borrowed = new Borrow(this);
                Check(wb_info(borrowed.Handle, &info));
                return info;
            }
        }

        public long Dimensions => Info.Dimensions;
        public long ndim => Info.Dimensions;
        public long dim() => Info.Dimensions;
        public long NumberOfElements => Info.Elements;
        public long numel() => Info.Elements;
        public long ElementSize => SizeOf(dtype);
        public long element_size() => SizeOf(dtype);
        public ScalarType dtype => (ScalarType)Info.Dtype;
        public DeviceType device_type => (DeviceType)Info.DeviceType;
        public int device_index => Info.DeviceIndex;
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_sparse => Info.IsSparse != 0;
        public bool is_leaf => Info.IsLeaf != 0;
        public bool is_contiguous() => Info.IsContiguous != 0;
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);

        public Device device
        {
            get
            {
                var info = Info;
                var type = (DeviceType)info.DeviceType;
                return type == DeviceType.CPU ? new Device(type) : new Device(type, info.DeviceIndex);
            }
        }

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Info.Dimensions];
                fixed (long* p = sizes)
                    using (var borrowed = new Borrow(this))
                        Check(wb_sizes(borrowed.Handle, p));
                return sizes;
            }
        }

        public long[] size() => shape;

        public long size(int dim) => Along(shape, dim);

        public unsafe long[] stride()
        {
            var strides = new long[Info.Dimensions];
            fixed (long* p = strides)
                using (var borrowed = new Borrow(this))
                    Check(wb_strides(borrowed.Handle, p));
            return strides;
        }

        public long stride(int dim) => Along(stride(), dim);

        private static long Along(long[] values, int dim)
        {
            var i = dim < 0 ? dim + values.Length : dim;
            return i >= 0 && i < values.Length ? values[i] : throw new System.Runtime.InteropServices.ExternalException(
                $"Dimension out of range (expected to be in range of [{-values.Length}, {values.Length - 1}], but got {dim})");
        }

        public long storage_offset() => Aten.Plain("storage_offset", this).Bits;
    }

    /// <summary>A tensor's handle for the length of a native call.</summary>
    internal readonly ref struct Borrow
    {
        private readonly Tensor tensor;
        internal readonly IntPtr Handle;

        internal Borrow(Tensor tensor)
        {
            Handle = tensor.Acquire();
            this.tensor = tensor;
        }

        public void Dispose() => tensor.Release();
    }

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThread.Open();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThread.Current;

    /// <summary>Runs an expression in a scope of its own; only its result survives.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return (expr() ?? throw new InvalidOperationException("the expression gave no tensor")).MoveToOuterDisposeScope();
    }
}
