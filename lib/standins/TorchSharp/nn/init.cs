namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Initial values, set in place and unrecorded. As in the real package, the generator is not used and xavier_normal_ draws uniformly.</summary>
        public static class init
        {
            public enum NonlinearityType
            {
                Linear = 0, Conv1D = 1, Conv2D = 2, Conv3D = 3, ConvTranspose1D = 4, ConvTranspose2D = 5, ConvTranspose3D = 6, Sigmoid = 7, Tanh = 8, ReLU = 9, LeakyReLU = 10,
            }

            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            private static Tensor Set(Tensor tensor, Action change)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                using var recordingOff = no_grad();
                change();
                return tensor;
            }

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);
            public static Tensor zeros_(Tensor tensor) => constant_(tensor, 0);
            public static Tensor constant_(Tensor tensor, Scalar val) => Set(tensor, () => tensor.fill_(val));
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) => Set(tensor, () => tensor.uniform_(low, high));
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) => Set(tensor, () => tensor.normal_(mean, std));

            /// <summary>N(mean, std²) cut off at a and b, drawn by the inverse of the distribution function.</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null) => Set(tensor, () =>
            {
                var (low, high) = (Below((a - mean) / std), Below((b - mean) / std));
                tensor.uniform_(2 * low - 1, 2 * high - 1).erfinv_().mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b);
            });

            // The standard normal distribution function, by libtorch's erf.
            private static double Below(double x)
            {
                using var t = tensor(x / Math.Sqrt(2));
                return (1 + t.erf_().item<double>()) / 2;
            }

            public static Tensor eye_(Tensor tensor) => Set(tensor, () =>
            {
                if (tensor.ndim != 2)
                    throw new ArgumentException("eye_ needs a tensor with two dimensions", nameof(tensor));
                using var identity = eye(tensor.size(0), tensor.size(1), dtype: tensor.dtype, device: tensor.device);
                tensor.copy_(identity);
            });

            public static Tensor orthogonal_(Tensor tensor, double gain = 1) => Set(tensor, () =>
            {
                if (tensor.ndim < 2)
                    throw new ArgumentException("orthogonal_ needs at least two dimensions", nameof(tensor));
                using var scope = NewDisposeScope();
                var rows = tensor.size(0);
                var columns = tensor.numel() / rows;
                var flat = randn(rows, columns, dtype: tensor.dtype, device: tensor.device);
                var (q, r) = Aten.Two("linalg_qr", rows < columns ? flat.t() : flat);
                q = q.mul(r.diagonal().sign());
                tensor.copy_((rows < columns ? q.t() : q).reshape(tensor.shape)).mul_(gain);
            });

            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01) => Set(tensor, () =>
            {
                if (tensor.ndim != 2)
                    throw new ArgumentException("sparse_ needs a tensor with two dimensions", nameof(tensor));
                using var scope = NewDisposeScope();
                var rows = tensor.size(0);
                var zeros = (long)Math.Ceiling(sparsity * rows);
                tensor.normal_(0, std);
                for (var column = 0L; column < tensor.size(1); column++)
                    tensor.select(1, column).index_fill_(0, randperm(rows, device: tensor.device).narrow(0, 0, zeros), 0);
            });

            public static Tensor dirac_(Tensor tensor) => Set(tensor, () =>
            {
                if (tensor.ndim is < 3 or > 5)
                    throw new ArgumentException("dirac_ needs three to five dimensions", nameof(tensor));
                using var scope = NewDisposeScope();
                tensor.zero_();
                var center = tensor;
                foreach (var size in tensor.shape[2..])
                    center = center.select(2, size / 2);
                center.diagonal().fill_(1);
            });

            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingStd(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingStd(tensor, a, mode, nonlinearity));

            private static double KaimingStd(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                var bound = gain * Math.Sqrt(6.0 / (fanIn + fanOut));
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + param * param)),
                _ => 1,
            };

            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                ArgumentNullException.ThrowIfNull(tensor);
                var shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                var field = shape[2..].Aggregate(1L, (a, b) => a * b);
                return (shape[1] * field, shape[0] * field);
            }
        }
    }
}
