// Kernels that do in one pass over memory what libtorch does in several, for float32 on the CPU. They see plain pointers;
// fused_operators.cpp gives them their operators. Loops are plain C++ that the compiler turns into SIMD, once for each
// level of x86-64 (FUSED_KERNEL); the best one is chosen when the library is loaded.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define FUSED_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FUSED_KERNEL
#endif
#define FUSED_INLINE inline __attribute__((always_inline))
#define FUSED_LOOP _Pragma("omp simd")
#define FUSED_REDUCE(operation, ...) FUSED_PRAGMA(omp simd reduction(operation : __VA_ARGS__))
#define FUSED_PRAGMA(text) _Pragma(#text)

namespace fused {

// ---- exp and the normal distribution, accurate to about 4e-7 of their value --------------------------------------------

// e^x = 2^n e^r with n = round(x / ln 2), so |r| <= ln 2 / 2, and e^r by its series; 0 below the smallest normal number.
FUSED_INLINE float exp(float x) {
  const float shift = 12582912.0f;  // 1.5 * 2^23: adding it rounds to a whole number, which ends up in the lowest bits
  float bounded = x > 88.0f ? 88.0f : x;
  float moved = bounded * 1.442695041f + shift, n = moved - shift;
  float r = (bounded - n * 0.693359375f) + n * 2.12194440e-4f;
  float series = 1 + r * (1 + r * (1 / 2.f + r * (1 / 6.f + r * (1 / 24.f + r * (1 / 120.f + r * (1 / 720.f))))));
  int32_t bits;
  std::memcpy(&bits, &moved, sizeof bits);
  bits = (bits + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return x < -87.0f ? 0.0f : series * power;
}

struct Normal { float density, share; };  // phi(x) and Phi(x) of the standard normal distribution

// Phi(-|x|) = phi(x) q(t), t = 1 / (1 + 0.43 |x| / sqrt 2); q is our least-squares fit over 0 <= |x| <= 13.
FUSED_INLINE Normal normal(float x) {
  float size = x < 0 ? -x : x;
  float t = 1 / (1 + 0.43f * 0.70710678f * size);
  float q = 0.07371027f;
  q = q * t - 0.3103829f;
  q = q * t + 0.38372158f;
  q = q * t - 0.0857398f;
  q = q * t + 0.2468515f;
  q = q * t + 0.20494911f;
  q = q * t + 0.24437573f;
  q = q * t + 0.24251459f;
  float bell = exp(-0.5f * x * x);
  float tail = 0.5f * bell * q * t;
  return {0.39894228f * bell, x < 0 ? tail : 1 - tail};
}

// ---- the kernels -------------------------------------------------------------------------------------------------------

// A (B, H, T, D) tensor whose last dimension is contiguous.
template <class T>
struct Heads {
  T* data;
  int64_t batch, head, row;  // strides
  T* at(int64_t b, int64_t h, int64_t t) const { return data + b * batch + h * head + t * row; }
};

struct AttentionShape {
  int64_t batch, heads, queries, keys, width;
  bool causal;
  float scale;
};

// Which keys a query sees, in all heads: (B, 1, Tq, Tk) whose last dimension is contiguous; no data where it sees all.
struct Visible {
  const bool* data;
  int64_t batch, row;  // strides
  const bool* at(int64_t b, int64_t query) const { return data ? data + b * batch + query * row : nullptr; }
};

void attention(const AttentionShape&, Visible, Heads<const float> q, Heads<const float> k, Heads<const float> v, Heads<float> out, float* logsumexp);
void attention_backward(const AttentionShape&, Visible, Heads<const float> q, Heads<const float> k, Heads<const float> v,
                        Heads<const float> out, Heads<const float> d_out, const float* logsumexp,
                        Heads<float> dq, Heads<float> dk, Heads<float> dv);

void gelu(const float* x, float* y, int64_t n);
void gelu_backward(const float* x, const float* dy, float* dx, int64_t n);

void layer_norm(const float* x, const float* weight, const float* bias, float eps, int64_t rows, int64_t width,
                float* y, float* mean, float* rstd);
void layer_norm_backward(const float* x, const float* weight, const float* mean, const float* rstd, const float* dy,
                         int64_t rows, int64_t width, float* dx, float* d_weight, float* d_bias);

// A row whose target is `ignored` loses 0 and teaches nothing; factors are the gradients of the rows' losses.
void cross_entropy(const float* logits, const int64_t* targets, int64_t ignored, int64_t rows, int64_t width, float* losses, float* logsumexp);
void cross_entropy_backward(const float* logits, const int64_t* targets, int64_t ignored, const float* logsumexp, const float* factors,
                            int64_t rows, int64_t width, float* d_logits);

struct AdamW {
  double learning_rate, beta1, beta2, eps, weight_decay;
  int64_t step;
};

void adamw(const AdamW&, float* p, const float* g, float* m, float* v, int64_t n);
double sum_of_squares(const float* x, int64_t n);
void scale(float* x, float factor, int64_t n);

}  // namespace fused
