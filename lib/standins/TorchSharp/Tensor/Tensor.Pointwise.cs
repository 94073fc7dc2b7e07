namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        // ---- element by element -----------------------------------------------------------------------------------

        public Tensor abs() => Aten.One("abs", this);
        public Tensor acos() => Aten.One("acos", this);
        public Tensor asin() => Aten.One("asin", this);
        public Tensor atan() => Aten.One("atan", this);
        public Tensor ceil() => Aten.One("ceil", this);
        public Tensor cos() => Aten.One("cos", this);
        public Tensor cosh() => Aten.One("cosh", this);
        public Tensor erf() => Aten.One("erf", this);
        public Tensor erfc() => Aten.One("erfc", this);
        public Tensor erfinv() => Aten.One("erfinv", this);
        public Tensor exp() => Aten.One("exp", this);
        public Tensor exp2() => Aten.One("exp2", this);
        public Tensor expm1() => Aten.One("expm1", this);
        public Tensor floor() => Aten.One("floor", this);
        public Tensor frac() => Aten.One("frac", this);
        public Tensor lgamma() => Aten.One("lgamma", this);
        public Tensor digamma() => Aten.One("digamma", this);
        public Tensor log() => Aten.One("log", this);
        public Tensor log10() => Aten.One("log10", this);
        public Tensor log1p() => Aten.One("log1p", this);
        public Tensor log2() => Aten.One("log2", this);
        public Tensor logical_not() => Aten.One("logical_not", this);
        public Tensor bitwise_not() => Aten.One("bitwise_not", this);
        public Tensor neg() => Aten.One("neg", this);
        public Tensor reciprocal() => Aten.One("reciprocal", this);
        public Tensor relu() => Aten.One("relu", this);
        public Tensor rsqrt() => Aten.One("rsqrt", this);
        public Tensor sigmoid() => Aten.One("sigmoid", this);
        public Tensor sign() => Aten.One("sign", this);
        public Tensor silu() => Aten.One("silu", this);
        public Tensor sin() => Aten.One("sin", this);
        public Tensor sinh() => Aten.One("sinh", this);
        public Tensor sqrt() => Aten.One("sqrt", this);
        public Tensor tan() => Aten.One("tan", this);
        public Tensor tanh() => Aten.One("tanh", this);
        public Tensor trunc() => Aten.One("trunc", this);
        public Tensor absolute() => abs();
        public Tensor negative() => neg();
        public Tensor square() => pow(2);
        public Tensor round(long decimals = 0) => Aten.One("round.decimals", this, decimals);
        public Tensor gelu() => Fused.Gelu(this);
        public Tensor gelu(Modules.GELU.Approximate approximate) => approximate == Modules.GELU.Approximate.none ? Fused.Gelu(this) : Aten.One("gelu", this, approximate.ToString());
        public Tensor log_sigmoid() => Aten.One("log_sigmoid", this);
        public Tensor leaky_relu(Scalar negative_slope) => Aten.One("leaky_relu", this, negative_slope);
        public Tensor softplus(double beta = 1, double threshold = 20) => Aten.One("softplus", this, beta, threshold);

        // ---- in place ------------------------------------------------------------------------------------------------

        private static Tensor InPlace(string op, params ReadOnlySpan<Arg> args)
        {
            Aten.Do(op, args);
            return args[0].AsTensor;
        }

        public Tensor abs_() => InPlace("abs_", this);
        public Tensor acos_() => InPlace("acos_", this);
        public Tensor asin_() => InPlace("asin_", this);
        public Tensor atan_() => InPlace("atan_", this);
        public Tensor ceil_() => InPlace("ceil_", this);
        public Tensor cos_() => InPlace("cos_", this);
        public Tensor cosh_() => InPlace("cosh_", this);
        public Tensor erf_() => InPlace("erf_", this);
        public Tensor erfc_() => InPlace("erfc_", this);
        public Tensor erfinv_() => InPlace("erfinv_", this);
        public Tensor exp_() => InPlace("exp_", this);
        public Tensor exp2_() => InPlace("exp2_", this);
        public Tensor expm1_() => InPlace("expm1_", this);
        public Tensor floor_() => InPlace("floor_", this);
        public Tensor frac_() => InPlace("frac_", this);
        public Tensor lgamma_() => InPlace("lgamma_", this);
        public Tensor digamma_() => InPlace("digamma_", this);
        public Tensor log_() => InPlace("log_", this);
        public Tensor log10_() => InPlace("log10_", this);
        public Tensor log1p_() => InPlace("log1p_", this);
        public Tensor log2_() => InPlace("log2_", this);
        public Tensor logical_not_() => InPlace("logical_not_", this);
        public Tensor bitwise_not_() => InPlace("bitwise_not_", this);
        public Tensor neg_() => InPlace("neg_", this);
        public Tensor reciprocal_() => InPlace("reciprocal_", this);
        public Tensor relu_() => InPlace("relu_", this);
        public Tensor rsqrt_() => InPlace("rsqrt_", this);
        public Tensor sigmoid_() => InPlace("sigmoid_", this);
        public Tensor sign_() => InPlace("sign_", this);
        public Tensor silu_() => InPlace("silu_", this);
        public Tensor sin_() => InPlace("sin_", this);
        public Tensor sinh_() => InPlace("sinh_", this);
        public Tensor sqrt_() => InPlace("sqrt_", this);
        public Tensor tan_() => InPlace("tan_", this);
        public Tensor tanh_() => InPlace("tanh_", this);
        public Tensor trunc_() => InPlace("trunc_", this);
        public Tensor gelu_() => InPlace("gelu_", this);
        public Tensor gelu_(Modules.GELU.Approximate approximate) => InPlace("gelu_", this, approximate.ToString());
        public Tensor leaky_relu_(Scalar negative_slope) => InPlace("leaky_relu_", this, negative_slope);
    }
}
