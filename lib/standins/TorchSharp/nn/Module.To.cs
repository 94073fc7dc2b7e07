using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Moving a module to another device or element type replaces its parameters and buffers by new tensors.
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFloat(dtype);
                InitializeDeviceType(device.type);
                _toEpilog(device, dtype, non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                InitializeDeviceType(deviceType);
                _toEpilog(deviceType, deviceType == DeviceType.CUDA ? deviceIndex : -1, non_blocking);
                return this;
            }

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFloat(dtype);
                _toEpilog(dtype, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            private static void RequireFloat(ScalarType dtype)
            {
                if (!dtype.IsFloatingPoint() && !dtype.IsComplex())
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);
            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);
            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) => _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (dtype is null && device is null)
                    throw new ArgumentNullException(nameof(dtype), "dtype and device are both null");
                foreach (var (_, child) in named_children())
                    if (device is null)
                        child._to(dtype!.Value, non_blocking);
                    else if (dtype is null)
                        child._to(device.type, device.index, non_blocking);
                    else
                        child._to(device, dtype.Value, non_blocking);
                foreach (var (key, parameter) in named_parameters(false).ToList())
                    if (ReplaceParameter(dtype, device, parameter, out var moved))
                        Assign(key, parameter, moved!, () => ConditionallyRegisterParameter(key, moved));
                foreach (var (key, buffer) in named_buffers(false).ToList())
                    if (ReplaceBuffer(dtype, device, buffer, out var moved))
                        Assign(key, buffer, moved!, () => ConditionallyRegisterBuffer(key, moved));
                if (device is not null)
                    (_deviceType, _deviceIndex) = (device.type, device.index);
            }

            /// <summary>Puts the new tensor where the old one was: the property of that name, or the field and the register.</summary>
            private void Assign(string key, Tensor old, Tensor moved, Action register)
            {
                var property = GetType().GetProperties().FirstOrDefault(p => p.Name == key && p.CanWrite);
                if (property is not null)
                {
                    property.SetValue(this, moved);
                    return;
                }
                old.Dispose();
                register();
                Fields(GetType()).FirstOrDefault(f => ComponentName(f) == key)?.SetValue(this, moved);
            }

            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                result = null;
                var (type, place) = (TypeFor(dtype, buffer), device ?? buffer.device);
                if (!buffer.WouldChange(type, place))
                    return false;
                result = buffer.to(type, place, disposeAfter: true).DetachFromDisposeScope();
                return true;
            }

            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                p = null;
                using var grad = param.grad;
                var (type, place) = (TypeFor(dtype, param), device ?? param.device);
                if (!param.WouldChange(type, place) && grad?.WouldChange(type, place) != true)
                    return false;
                using var recordingOff = no_grad();
                p = new Parameter(param.to(type, place), param.requires_grad);
                p.DetachFromDisposeScope();
                if (grad is not null)
                {
                    using var moved = grad.to(type, place).requires_grad_(grad.requires_grad);
                    p.grad = moved;
                }
                return true;
            }

            private static ScalarType TypeFor(ScalarType? wanted, Tensor t) =>
                wanted is { } type && (t.dtype.IsFloatingPoint() || t.dtype.IsComplex()) ? type : t.dtype;

            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null) =>
                (device ?? get_default_device(), dtype ?? get_default_dtype());
        }
    }
}

/// <summary>Moves and conversions that keep the module's own type.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(type, non_blocking);
    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(device, type, non_blocking);
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(deviceType, deviceIndex, non_blocking);
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(device.type, device.index, non_blocking);
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module => module.to(new torch.Device(device), non_blocking);
    public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(other, non_blocking);
    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(DeviceType.CPU, -1, non_blocking);
    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(DeviceType.CUDA, deviceIndex, non_blocking);
    public static T @bool<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.Bool, non_blocking);
    public static T @byte<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.Byte, non_blocking);
    public static T @char<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.Int8, non_blocking);
    public static T @short<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.Int16, non_blocking);
    public static T @int<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.Int32, non_blocking);
    public static T @long<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.Int64, non_blocking);
    public static T half<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.Float16, non_blocking);
    public static T bfloat16<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.BFloat16, non_blocking);
    public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.Float32, non_blocking);
    public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.Float64, non_blocking);
    public static T cfloat<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.ComplexFloat32, non_blocking);
    public static T cdouble<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => (T)module._to(torch.ScalarType.ComplexFloat64, non_blocking);
}
