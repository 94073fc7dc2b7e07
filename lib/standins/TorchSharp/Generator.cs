namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers with a state of its own: PyTorch's Mersenne twister.</summary>
    public class Generator : IDisposable
    {
        private readonly IntPtr handle; // freed by the finalizer alone, so that no call in progress loses it
        private bool disposed;

        internal Generator(IntPtr handle) => (this.handle, device) = (Native.Check(handle), CPU);

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            if (this.device.type != DeviceType.CPU)
                throw new NotSupportedException($"a generator on {this.device} is not supported: make it on the CPU.");
            handle = Native.Check(Native.wb_generator(seed));
        }

        public IntPtr Handle => disposed ? IntPtr.Zero : handle;
        public Device device { get; private set; }
        public static Generator Default => new(Native.wb_generator_default());

        internal IntPtr Live => !disposed ? handle : throw new InvalidOperationException("Generator invalid -- empty handle.");

        public Tensor get_state()
        {
            var state = new Tensor(Native.Check(Native.wb_generator_state(Live)));
            GC.KeepAlive(this);
            return state;
        }

        public void set_state(Tensor value)
        {
            ArgumentNullException.ThrowIfNull(value);
            using var borrowed = new Borrow(value);
            Native.Check(Native.wb_generator_set_state(Live, borrowed.Handle));
            GC.KeepAlive(this);
        }

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.wb_generator_seed(Live, (ulong)seed));
            GC.KeepAlive(this);
            return this;
        }

        public unsafe long seed()
        {
            long seed;
            Native.Check(Native.wb_generator_reseed(Live, &seed));
            GC.KeepAlive(this);
            return seed;
        }

        public unsafe long initial_seed()
        {
            long seed;
            Native.Check(Native.wb_generator_initial_seed(Live, &seed));
            GC.KeepAlive(this);
            return seed;
        }

        protected virtual void Dispose(bool disposing) => disposed = true;

        ~Generator()
        {
            Dispose(false);
            if (handle != IntPtr.Zero)
                Native.wb_generator_free(handle);
        }

        public void Dispose() => Dispose(true);
    }

    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    /// <summary>The generator that is used when none is given.</summary>
    public static partial class random
    {
        public static long seed() => Generator.Default.seed();
        public static long initial_seed() => Generator.Default.initial_seed();

        public static Generator manual_seed(long seed)
        {
            Native.Check(Native.wb_seed_all((ulong)seed));
            return Generator.Default;
        }

        public static Tensor get_rng_state() => Generator.Default.get_state();
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }
}
