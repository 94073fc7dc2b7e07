// GELU, layer norm, cross-entropy, AdamW and gradient clipping: each reads its inputs once.
#include "fused.h"

#include <algorithm>
#include <limits>

namespace fused {

// gelu(x) = x Phi(x) (Hendrycks and Gimpel 2016).
FUSED_KERNEL void gelu(const float* x, float* y, int64_t n) {
  FUSED_LOOP for (int64_t i = 0; i < n; i++) y[i] = x[i] * normal(x[i]).share;
}

// gelu'(x) = Phi(x) + x phi(x).
FUSED_KERNEL void gelu_backward(const float* x, const float* dy, float* dx, int64_t n) {
  FUSED_LOOP for (int64_t i = 0; i < n; i++) {
    Normal at = normal(x[i]);
    dx[i] = dy[i] * (at.share + x[i] * at.density);
  }
}

// y = (x - mean) / sqrt(variance + eps) * weight + bias (Ba et al. 2016); weight and bias may be null.
FUSED_KERNEL void layer_norm(const float* x, const float* weight, const float* bias, float eps, int64_t rows, int64_t width,
                             float* y, float* mean, float* rstd) {
  for (int64_t r = 0; r < rows; r++, x += width, y += width) {
    float sum = 0, squares = 0;
    FUSED_REDUCE(+, sum) for (int64_t c = 0; c < width; c++) sum += x[c];
    float m = sum / width;
    FUSED_REDUCE(+, squares) for (int64_t c = 0; c < width; c++) squares += (x[c] - m) * (x[c] - m);
    float s = 1 / std::sqrt(squares / width + eps);
    mean[r] = m;
    rstd[r] = s;
    if (weight && bias) {
      FUSED_LOOP for (int64_t c = 0; c < width; c++) y[c] = (x[c] - m) * s * weight[c] + bias[c];
    } else if (weight) {
      FUSED_LOOP for (int64_t c = 0; c < width; c++) y[c] = (x[c] - m) * s * weight[c];
    } else {
      FUSED_LOOP for (int64_t c = 0; c < width; c++) y[c] = (x[c] - m) * s;
    }
  }
}

// With n = (x - mean) rstd and g = dy weight: dx = rstd (g - mean(g) - n mean(g n)); d_weight += dy n; d_bias += dy.
FUSED_KERNEL void layer_norm_backward(const float* x, const float* weight, const float* mean, const float* rstd, const float* dy,
                                      int64_t rows, int64_t width, float* dx, float* d_weight, float* d_bias) {
  for (int64_t r = 0; r < rows; r++, x += width, dy += width, dx += width) {
    float m = mean[r], s = rstd[r], g_sum = 0, gn_sum = 0;
    FUSED_REDUCE(+, g_sum, gn_sum) for (int64_t c = 0; c < width; c++) {
      float n = (x[c] - m) * s, g = dy[c] * (weight ? weight[c] : 1);
      g_sum += g;
      gn_sum += g * n;
      d_weight[c] += dy[c] * n;
      d_bias[c] += dy[c];
    }
    float g_mean = g_sum / width, gn_mean = gn_sum / width;
    FUSED_LOOP for (int64_t c = 0; c < width; c++)
      dx[c] = s * (dy[c] * (weight ? weight[c] : 1) - g_mean - (x[c] - m) * s * gn_mean);
  }
}

// loss = log sum_c e^x[c] - x[target], with the highest x taken out of the sum first.
FUSED_KERNEL void cross_entropy(const float* x, const int64_t* targets, int64_t ignored, int64_t rows, int64_t width, float* losses, float* logsumexp) {
  for (int64_t r = 0; r < rows; r++, x += width) {
    losses[r] = logsumexp[r] = 0;
    if (targets[r] == ignored)
      continue;
    float high = -std::numeric_limits<float>::infinity(), total = 0;
    FUSED_REDUCE(max, high) for (int64_t c = 0; c < width; c++) high = x[c] > high ? x[c] : high;
    FUSED_REDUCE(+, total) for (int64_t c = 0; c < width; c++) total += exp(x[c] - high);
    logsumexp[r] = high + std::log(total);
    losses[r] = logsumexp[r] - x[targets[r]];
  }
}

// dx = factor (softmax(x) - [c = target]).
FUSED_KERNEL void cross_entropy_backward(const float* x, const int64_t* targets, int64_t ignored, const float* logsumexp, const float* factors,
                                         int64_t rows, int64_t width, float* dx) {
  for (int64_t r = 0; r < rows; r++, x += width, dx += width) {
    if (targets[r] == ignored) {
      std::fill(dx, dx + width, 0.0f);
      continue;
    }
    float total = logsumexp[r], factor = factors[r];
    FUSED_LOOP for (int64_t c = 0; c < width; c++) dx[c] = factor * exp(x[c] - total);
    dx[targets[r]] -= factor;
  }
}

// Loshchilov and Hutter 2019, algorithm 2, in PyTorch's form and order.
FUSED_KERNEL void adamw(const AdamW& o, float* p, const float* g, float* m, float* v, int64_t n) {
  double correction1 = 1 - std::pow(o.beta1, double(o.step)), correction2 = 1 - std::pow(o.beta2, double(o.step));
  float keep = float(1 - o.learning_rate * o.weight_decay), size = float(o.learning_rate / correction1), root2 = float(std::sqrt(correction2));
  float old1 = float(o.beta1), new1 = float(1 - o.beta1), old2 = float(o.beta2), new2 = float(1 - o.beta2), eps = float(o.eps);
  FUSED_LOOP for (int64_t i = 0; i < n; i++) {
    m[i] = old1 * m[i] + new1 * g[i];
    v[i] = old2 * v[i] + new2 * g[i] * g[i];
    p[i] = keep * p[i] - size * m[i] / (std::sqrt(v[i]) / root2 + eps);
  }
}

// Single precision within stretches of 256, double between them.
FUSED_KERNEL double sum_of_squares(const float* x, int64_t n) {
  double total = 0;
  for (int64_t i = 0; i < n; i += 256) {
    float part = 0;
    int64_t end = i + 256 < n ? i + 256 : n;
    FUSED_REDUCE(+, part) for (int64_t j = i; j < end; j++) part += x[j] * x[j];
    total += part;
  }
  return total;
}

FUSED_KERNEL void scale(float* x, float factor, int64_t n) {
  FUSED_LOOP for (int64_t i = 0; i < n; i++) x[i] *= factor;
}

}  // namespace fused
