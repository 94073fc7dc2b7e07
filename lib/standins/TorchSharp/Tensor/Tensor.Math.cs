namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        // ---- arithmetic ------------------------------------------------------------------------------------------------

        public Tensor add(Tensor target) => Aten.One("add.Tensor", this, target);
        public Tensor add(Tensor target, Scalar alpha) => Aten.One("add.Tensor", this, target, alpha);
        public Tensor add(Scalar scalar) => Aten.One("add.Scalar", this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Aten.One("add.Scalar", this, scalar, alpha);
        public Tensor add_(Tensor target) => InPlace("add_.Tensor", this, target);
        public Tensor add_(Tensor target, Scalar alpha) => InPlace("add_.Tensor", this, target, alpha);
        public Tensor add_(Scalar scalar) => InPlace("add_.Scalar", this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => InPlace("add_.Scalar", this, scalar, alpha);
        public Tensor sub(Tensor target) => Aten.One("sub.Tensor", this, target);
        public Tensor sub(Scalar target) => Aten.One("sub.Scalar", this, target);
        public Tensor sub_(Tensor target) => InPlace("sub_.Tensor", this, target);
        public Tensor sub_(Scalar target) => InPlace("sub_.Scalar", this, target);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor mul(Tensor target) => Aten.One("mul.Tensor", this, target);
        public Tensor mul(Scalar target) => Aten.One("mul.Scalar", this, target);
        public Tensor mul_(Tensor target) => InPlace("mul_.Tensor", this, target);
        public Tensor mul_(Scalar target) => InPlace("mul_.Scalar", this, target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar target) => mul(target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Aten.One("div.Tensor_mode", this, target, Name(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Aten.One("div.Scalar_mode", this, target, Name(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => InPlace("div_.Tensor_mode", this, target, Name(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => InPlace("div_.Scalar_mode", this, target, Name(rounding_mode));
        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor floor_divide(Tensor other) => Aten.One("floor_divide", this, other);
        public Tensor floor_divide(Scalar other) => Aten.One("floor_divide.Scalar", this, other);
        public Tensor true_divide(Tensor other) => Aten.One("true_divide.Tensor", this, other);
        public Tensor true_divide(Scalar other) => Aten.One("true_divide.Scalar", this, other);
        public Tensor remainder(Tensor target) => Aten.One("remainder.Tensor", this, target);
        public Tensor remainder(Scalar scalar) => Aten.One("remainder.Scalar", this, scalar);
        public Tensor remainder_(Tensor target) => InPlace("remainder_.Tensor", this, target);
        public Tensor remainder_(Scalar scalar) => InPlace("remainder_.Scalar", this, scalar);
        public Tensor fmod(Tensor target) => Aten.One("fmod.Tensor", this, target);
        public Tensor fmod(Scalar scalar) => Aten.One("fmod.Scalar", this, scalar);

        private static string? Name(RoundingMode mode) => mode switch
        {
            RoundingMode.None => null,
            RoundingMode.trunc => "trunc",
            RoundingMode.floor => "floor",
            _ => throw new ArgumentException($"unknown rounding mode {(int)mode}", nameof(mode)),
        };

        public Tensor pow(Tensor exponent) => Aten.One("pow.Tensor_Tensor", this, exponent);
        public Tensor pow(Scalar exponent) => Aten.One("pow.Tensor_Scalar", this, exponent);
        public Tensor pow_(Tensor exponent) => InPlace("pow_.Tensor", this, exponent);
        public Tensor pow_(Scalar exponent) => InPlace("pow_.Scalar", this, exponent);
        public Tensor atan2(Tensor other) => Aten.One("atan2", this, other);
        public Tensor hypot(Tensor other) => Aten.One("hypot", this, other);
        public Tensor logaddexp(Tensor other) => Aten.One("logaddexp", this, other);
        public Tensor xlogy(Tensor y) => Aten.One("xlogy.Tensor", this, y);
        public Tensor xlogy(Scalar y) => Aten.One("xlogy.Scalar_Other", this, y);
        public Tensor lerp(Tensor end, Tensor weight) => Aten.One("lerp.Tensor", this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => InPlace("lerp_.Tensor", this, end, weight);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.One("addcdiv", this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Aten.One("addcdiv", this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace("addcdiv_", this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => InPlace("addcdiv_", this, tensor1, tensor2);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.One("addcmul", this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => InPlace("addcmul_", this, tensor1, tensor2, value);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.One("clamp", this, Arg.Maybe(min), Arg.Maybe(max));
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.One("clamp.Tensor", this, Arg.Maybe(min), Arg.Maybe(max));
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => InPlace("clamp_", this, Arg.Maybe(min), Arg.Maybe(max));
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => InPlace("clamp_.Tensor", this, Arg.Maybe(min), Arg.Maybe(max));
        public Tensor clamp_max(Scalar max) => Aten.One("clamp_max", this, max);
        public Tensor clamp_max_(Scalar max) => InPlace("clamp_max_", this, max);
        public Tensor clamp_min(Scalar min) => Aten.One("clamp_min", this, min);
        public Tensor clamp_min_(Scalar min) => InPlace("clamp_min_", this, min);
        public Tensor maximum(Tensor other) => Aten.One("maximum", this, other);
        public Tensor minimum(Tensor other) => Aten.One("minimum", this, other);

        // ---- bits and truth ------------------------------------------------------------------------------------------

        public Tensor bitwise_and(Tensor other) => Aten.One("bitwise_and.Tensor", this, other);
        public Tensor bitwise_or(Tensor other) => Aten.One("bitwise_or.Tensor", this, other);
        public Tensor bitwise_xor(Tensor other) => Aten.One("bitwise_xor.Tensor", this, other);
        public Tensor logical_and(Tensor other) => Aten.One("logical_and", this, other);
        public Tensor logical_or(Tensor other) => Aten.One("logical_or", this, other);
        public Tensor logical_xor(Tensor other) => Aten.One("logical_xor", this, other);

        // ---- products of matrices and vectors ------------------------------------------------------------------------

        public Tensor matmul(Tensor target) => Aten.One("matmul", this, target);
        public Tensor mm(Tensor target) => Aten.One("mm", this, target);
        public Tensor mv(Tensor target) => Aten.One("mv", this, target);
        public Tensor bmm(Tensor batch2) => Aten.One("bmm", this, batch2);
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Aten.One("baddbmm", this, batch1, batch2, beta, alpha);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Aten.One("addmm", this, mat1, mat2, beta, alpha);
        public Tensor dot(Tensor target) => Aten.One("dot", this, target);
        public Tensor outer(Tensor vec2) => Aten.One("outer", this, vec2);
        public Tensor inner(Tensor vec2) => Aten.One("inner", this, vec2);

        // ---- along a dimension ---------------------------------------------------------------------------------------

        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.One("softmax.int", this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.One("log_softmax.int", this, dim, dtype);
        public Tensor logsumexp(long dim, bool keepdim = false) => Aten.One("logsumexp", this, new[] { dim }, keepdim);
        public Tensor logcumsumexp(long dim) => Aten.One("logcumsumexp", this, dim);
        public Tensor cumsum(long dim, ScalarType? type = null) => Aten.One("cumsum", this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => Aten.One("cumprod", this, dim, type);
        public (Tensor values, Tensor indexes) cummax(long dim) => Aten.Two("cummax", this, dim);
        public (Tensor values, Tensor indexes) cummin(long dim) => Aten.Two("cummin", this, dim);
    }

    /// <summary>How a quotient becomes a whole number.</summary>
    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }
}
