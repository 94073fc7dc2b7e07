using System.Globalization;

namespace TorchSharp;

/// <summary>Kinds of devices; the numbers are PyTorch's where PyTorch has them.</summary>
public enum DeviceType
{
    CPU = 0, CUDA = 1, MKLDNN = 2, OPENGL = 3, OPENCL = 4, IDEEP = 5, HIP = 6, FPGA = 7, MSNPU = 8, XLA = 9, MPS = 13, META = 14,
}

public static partial class torch
{
    /// <summary>Where a tensor lives: "cpu", "cuda:0", "meta".</summary>
    public class Device
    {
        public DeviceType type { get; private set; } = DeviceType.CPU;
        public int index { get; private set; } = -1;

        public Device(string description)
        {
            ArgumentNullException.ThrowIfNull(description);
            var parts = description.Split(':');
            if (parts.Length > 2)
                return;
            type = Parse(parts[0]);
            if (parts.Length == 2)
                index = int.Parse(parts[1], CultureInfo.InvariantCulture);
        }

        public Device(string deviceType, int index = -1) => (type, this.index) = (Parse(deviceType), index);

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(int index) => (type, this.index) = (DeviceType.CUDA, index);

        private static DeviceType Parse(string name)
        {
            ArgumentNullException.ThrowIfNull(name);
            return Enum.Parse<DeviceType>(name.ToUpperInvariant());
        }

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return type == DeviceType.CPU || index == -1 ? name : $"{name}:{index}";
        }

        public static implicit operator Device(string description) => new(description);
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);
    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));
    public static Device MPS => InitializeDevice(new Device(DeviceType.MPS));

    private static Device defaultDevice = CPU;

    public static Device get_default_device() => defaultDevice;
    public static void set_default_device(Device device) => defaultDevice = InitializeDevice(device);
    public static void set_default_device(string device) => set_default_device(new Device(device));

    public static Device device(string description) => InitializeDevice(new Device(description));
    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(int index) => new(DeviceType.CUDA, index);

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CUDA => cuda.is_available(),
        DeviceType.MPS => false,
        _ => true,
    };

    /// <exception cref="InvalidOperationException">this machine has no such device</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }

    public static partial class cuda
    {
        private static readonly Lazy<bool> Available = new(() => Native.wb_has_cuda() != 0);

        public static bool is_available() => Available.Value;
        public static bool is_cudnn_available() => is_available() && Aten.Bool("aten::_use_cudnn_ctc_loss");
        public static int device_count() => is_available() ? 1 : 0;
        public static void manual_seed(long seed) => _ = torch.manual_seed(seed);
        public static void manual_seed_all(long seed) => _ = torch.manual_seed(seed);

        public static void synchronize(Device? device = null) => InitializeDevice(device ?? new Device(DeviceType.CUDA));
    }
}
