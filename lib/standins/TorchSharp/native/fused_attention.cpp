// softmax(Q K^T / sqrt(D)) V (Vaswani et al. 2017) head by head and for 32 queries at a time, so that scores never leave the
// cache: (B, H, T, T) tensors are neither written nor kept, and what lies in the future is not computed. The backward pass
// recomputes the scores from the kept logarithm of their sum (as Dao et al. 2022 do). BLAS multiplies, called for one head
// by each thread.
#include "fused.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <limits>
#include <vector>

extern "C" void sgemm_(const char*, const char*, const int*, const int*, const int*, const float*, const float*, const int*,
                       const float*, const int*, const float*, float*, const int*);

namespace fused {
namespace {

constexpr int64_t block = 32, few = 4;

// C = alpha op(A) op(B) + beta C for row-major (m, n), with op = transpose where asked. BLAS is column-major: it sees
// transposes, so A and B change places.
void multiply(bool ta, bool tb, int64_t m, int64_t n, int64_t k, float alpha, const float* a, int64_t lda, const float* b, int64_t ldb,
              float beta, float* c, int64_t ldc) {
  int im = int(m), in = int(n), ik = int(k), ia = int(lda), ib = int(ldb), ic = int(ldc);
  sgemm_(tb ? "T" : "N", ta ? "T" : "N", &in, &im, &ik, &alpha, b, &ib, a, &ia, &beta, c, &ic);
}

// What a query does not see has score -infinity.
FUSED_INLINE void hide(float* s, const bool* visible, int64_t n) {
  if (visible) {
    FUSED_LOOP for (int64_t j = 0; j < n; j++) s[j] = visible[j] ? s[j] : -std::numeric_limits<float>::infinity();
  }
}

// The future has score -infinity, up to a full SIMD register; beyond it nothing is computed. Returns where that is.
FUSED_INLINE int64_t hide_future(float* s, int64_t seen, int64_t n) {
  int64_t end = std::min(n, (seen + 15) / 16 * 16);
  std::fill(s + seen, s + end, -std::numeric_limits<float>::infinity());
  return end;
}

// Turns the first `seen` of n scores into probabilities and the rest into 0; returns the logarithm of the sum of exponentials.
FUSED_KERNEL float softmax(float* s, const bool* visible, int64_t seen, int64_t n) {
  hide(s, visible, seen);
  int64_t end = hide_future(s, seen, n);
  float high = -std::numeric_limits<float>::infinity(), total = 0;
  FUSED_REDUCE(max, high) for (int64_t j = 0; j < end; j++) high = s[j] > high ? s[j] : high;
  FUSED_REDUCE(+, total) for (int64_t j = 0; j < end; j++) total += s[j] = exp(s[j] - high);
  float share = 1 / total;
  FUSED_LOOP for (int64_t j = 0; j < end; j++) s[j] *= share;
  std::fill(s + end, s + n, 0.0f);
  return high + std::log(total);
}

// From scores and dP: P = exp(score - logsumexp) into s and dS = P (dP - sum dO O) scale into dp.
FUSED_KERNEL void softmax_backward(float* s, float* dp, const bool* visible, int64_t seen, int64_t n, float logsumexp, float delta, float scale) {
  hide(s, visible, seen);
  int64_t end = hide_future(s, seen, n);
  FUSED_LOOP for (int64_t j = 0; j < end; j++) {
    s[j] = exp(s[j] - logsumexp);
    dp[j] = s[j] * (dp[j] - delta) * scale;
  }
  std::fill(s + end, s + n, 0.0f);
  std::fill(dp + end, dp + n, 0.0f);
}

FUSED_KERNEL float dot(const float* a, const float* b, int64_t n) {
  float total = 0;
  FUSED_REDUCE(+, total) for (int64_t i = 0; i < n; i++) total += a[i] * b[i];
  return total;
}

// One query at a time, for the few of a decoding step: BLAS would spend its time on packing the keys.
FUSED_KERNEL void score(const float* q, const float* k, int64_t row, int64_t keys, int64_t width, float scale, float* s) {
  for (int64_t j = 0; j < keys; j++, k += row) {
    float total = 0;
    FUSED_REDUCE(+, total) for (int64_t i = 0; i < width; i++) total += q[i] * k[i];
    s[j] = total * scale;
  }
}

FUSED_KERNEL void mix(const float* s, const float* v, int64_t row, int64_t keys, int64_t width, float* out) {
  std::fill(out, out + width, 0.0f);
  for (int64_t j = 0; j < keys; j++, v += row) {
    float share = s[j];
    FUSED_LOOP for (int64_t i = 0; i < width; i++) out[i] += share * v[i];
  }
}

// Heads that are worth a thread.
int64_t grain(const AttentionShape& shape) { return 1 + 200000 / (shape.queries * shape.keys * shape.width); }

int64_t seen_by(const AttentionShape& shape, int64_t query) { return shape.causal ? std::min(query + 1, shape.keys) : shape.keys; }

}  // namespace

void attention(const AttentionShape& shape, Visible visible, Heads<const float> q, Heads<const float> k, Heads<const float> v, Heads<float> out, float* logsumexp) {
  at::parallel_for(0, shape.batch * shape.heads, grain(shape), [&](int64_t first, int64_t last) {
    std::vector<float> scores(std::min(block, shape.queries) * shape.keys);
    for (int64_t index = first; index < last; index++) {
      int64_t b = index / shape.heads, h = index % shape.heads;
      for (int64_t i = 0; shape.queries <= few && i < shape.queries; i++) {
        int64_t n = seen_by(shape, i);
        score(q.at(b, h, i), k.at(b, h, 0), k.row, n, shape.width, shape.scale, scores.data());
        logsumexp[index * shape.queries + i] = softmax(scores.data(), visible.at(b, i), n, n);
        mix(scores.data(), v.at(b, h, 0), v.row, n, shape.width, out.at(b, h, i));
      }
      for (int64_t i = 0; shape.queries > few && i < shape.queries; i += block) {
        int64_t rows = std::min(block, shape.queries - i), n = seen_by(shape, i + rows - 1);
        multiply(false, true, rows, n, shape.width, shape.scale, q.at(b, h, i), q.row, k.at(b, h, 0), k.row, 0, scores.data(), n);
        for (int64_t r = 0; r < rows; r++)
          logsumexp[index * shape.queries + i + r] = softmax(&scores[r * n], visible.at(b, i + r), seen_by(shape, i + r), n);
        multiply(false, false, rows, shape.width, n, 1, scores.data(), n, v.at(b, h, 0), v.row, 0, out.at(b, h, i), out.row);
      }
    }
  });
}

void attention_backward(const AttentionShape& shape, Visible visible, Heads<const float> q, Heads<const float> k, Heads<const float> v,
                        Heads<const float> out, Heads<const float> d_out, const float* logsumexp,
                        Heads<float> dq, Heads<float> dk, Heads<float> dv) {
  at::parallel_for(0, shape.batch * shape.heads, grain(shape), [&](int64_t first, int64_t last) {
    std::vector<float> scores(std::min(block, shape.queries) * shape.keys), d_scores(scores.size());
    float *s = scores.data(), *ds = d_scores.data();
    for (int64_t index = first; index < last; index++) {
      int64_t b = index / shape.heads, h = index % shape.heads;
      // The last block sees all keys that any query sees, so it goes first and overwrites; the others add.
      for (int64_t i = (shape.queries - 1) / block * block, add = 0; i >= 0; i -= block, add = 1) {
        int64_t rows = std::min(block, shape.queries - i), n = seen_by(shape, i + rows - 1);
        multiply(false, true, rows, n, shape.width, shape.scale, q.at(b, h, i), q.row, k.at(b, h, 0), k.row, 0, s, n);
        multiply(false, true, rows, n, shape.width, 1, d_out.at(b, h, i), d_out.row, v.at(b, h, 0), v.row, 0, ds, n);
        for (int64_t r = 0; r < rows; r++)
          softmax_backward(s + r * n, ds + r * n, visible.at(b, i + r), seen_by(shape, i + r), n, logsumexp[index * shape.queries + i + r],
                           dot(d_out.at(b, h, i + r), out.at(b, h, i + r), shape.width), shape.scale);
        multiply(true, false, n, shape.width, rows, 1, s, n, d_out.at(b, h, i), d_out.row, float(add), dv.at(b, h, 0), dv.row);
        multiply(true, false, n, shape.width, rows, 1, ds, n, q.at(b, h, i), q.row, float(add), dk.at(b, h, 0), dk.row);
        multiply(false, false, rows, shape.width, n, 1, ds, n, k.at(b, h, 0), k.row, 0, dq.at(b, h, i), dq.row);
      }
      for (int64_t t = seen_by(shape, shape.queries - 1); t < shape.keys; t++) {  // keys that no query sees
        std::fill_n(dk.at(b, h, t), shape.width, 0.0f);
        std::fill_n(dv.at(b, h, t), shape.width, 0.0f);
      }
    }
  });
}

}  // namespace fused
