using static TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        // ---- to another type or device; the same tensor (another object) when nothing is to change ------------------

        private Tensor Converted(ScalarType? type, Device? device, bool copy, bool disposeAfter, bool non_blocking)
        {
            if (device is not null)
                InitializeDeviceType(device.type);
            var result = (type, device) switch
            {
                ({ } t, { } d) => Aten.One("to.device", this, d, t, non_blocking, copy),
                ({ } t, null) => Aten.One("to.dtype", this, t, non_blocking, copy),
                (null, { } d) => Aten.One("to.dtype_layout", this, Arg.None, Arg.None, d, Arg.None, non_blocking, copy),
                _ => throw new ArgumentException("neither a type nor a device is given"),
            };
            if (disposeAfter)
                Dispose();
            return result;
        }

        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Converted(type, null, copy, disposeAfter, non_blocking);
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Converted(type, null, copy, disposeAfter, non_blocking);
        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Converted(type, InitializeDevice(device), copy, disposeAfter, non_blocking);
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => Converted(null, device ?? throw new ArgumentNullException(nameof(device)), copy, disposeAfter, non_blocking);
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(new Device(device), copy, disposeAfter, non_blocking);
        public Tensor to(DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) => to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking);
        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);
        public Tensor type(ScalarType dtype) => to(dtype);

        public Tensor cpu() => to(DeviceType.CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false)
        {
            if (device is not null && device.type != DeviceType.CUDA)
                throw new ArgumentException("Not a CUDA device.", nameof(device));
            return to(device ?? new Device(DeviceType.CUDA), non_blocking: non_blocking);
        }

        public Tensor @bool() => to_type(ScalarType.Bool);
        public Tensor @byte() => to_type(ScalarType.Byte);
        public Tensor @char() => to_type(ScalarType.Int8);
        public Tensor @short() => to_type(ScalarType.Int16);
        public Tensor @int() => to_type(ScalarType.Int32);
        public Tensor @long() => to_type(ScalarType.Int64);
        public Tensor half() => to_type(ScalarType.Float16);
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);
        public Tensor @float() => to_type(ScalarType.Float32);
        public Tensor @double() => to_type(ScalarType.Float64);

        internal bool WouldChange(ScalarType type, Device device) =>
            dtype != type || device_type != device.type || (device.index != -1 && device_index != device.index);

        // ---- to .NET ---------------------------------------------------------------------------------------------

        internal unsafe IntPtr Memory
        {
            get
            {
                if (device_type != DeviceType.CPU)
                    throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                IntPtr address;
                using var borrowed = new Borrow(this);
                Check(wb_data(borrowed.Handle, &address));
                return address;
            }
        }

        internal void RequireType(Type type)
        {
            if (DotnetType(dtype) != type)
                throw new ArgumentException($"{type.Name} is not compatible with {dtype}");
        }

        /// <summary>The elements, in the order of the indices; of another device, a copy of them.</summary>
        /// <exception cref="ArgumentException">the elements are not of this type</exception>
        public Utils.TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireType(typeof(T));
            if (device_type == DeviceType.CPU)
                return new(this);
            using var local = cpu();
            return new(local);
        }

        /// <exception cref="ArgumentException">there is not one element, or it is not of this type</exception>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            using var elements = data<T>();
            return elements[0];
        }

        /// <summary>The memory of a contiguous CPU tensor: valid while the tensor lives.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_contiguous())
                    throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
                var total = NumberOfElements * ElementSize;
                if (total > int.MaxValue)
                    throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new((void*)Memory, (int)total);
            }
            set
            {
                if (!is_contiguous())
                    throw new InvalidOperationException("SetBytes() called on non-contiguous tensor.");
                if (NumberOfElements * ElementSize != value.Length)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(bytes);
                GC.KeepAlive(this);
            }
        }

        /// <summary>Runs over the memory of a contiguous CPU tensor of any size, piece by piece.</summary>
        private unsafe void InPieces(SpanAction action)
        {
            if (!is_contiguous())
                throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            using var borrowed = new Borrow(this);
            var address = (byte*)Memory;
            var total = NumberOfElements * ElementSize;
            for (long done = 0; done < total;)
            {
                var n = (int)Math.Min(total - done, 1 << 20);
                action(new Span<byte>(address + done, n));
                done += n;
            }
        }

        private delegate void SpanAction(Span<byte> piece);

        public void WriteBytesToStream(Stream stream, int bufferSize = 1024) => InPieces(piece => stream.Write(piece));

        public void ReadBytesFromStream(Stream stream, int bufferSize = 1024) => InPieces(piece => stream.ReadExactly(piece));

        /// <summary>The only element as a number of any type.</summary>
        internal Value Number => Aten.Plain("item", this);

        public Scalar ToScalar()
        {
            var v = Number;
            return v.Tag switch
            {
                Tag.Int => v.Bits,
                Tag.Bool => v.Bits != 0,
                Tag.Double => BitConverter.Int64BitsToDouble(v.Bits),
                _ => throw new NotSupportedException($"a number of type {dtype}"),
            };
        }
    }
}
