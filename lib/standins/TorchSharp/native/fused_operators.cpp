// The fused kernels as operators of the dispatcher, in the namespace "workbook", with their gradients. They are for float32
// on the CPU. gelu, layer_norm and cross_entropy hand everything else to the aten operators whose meaning they have; the others answer that
// they have done nothing (no tensor, false, a negative norm), and the caller goes the long way.
#include "fused.h"

#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <limits>

namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;
using MaybeTensor = c10::optional<Tensor>;

constexpr int64_t grain = 16384;  // numbers that are worth a thread

bool plain(const Tensor& t) {
  return t.is_cpu() && t.scalar_type() == at::kFloat && t.layout() == at::kStrided && !t.is_neg() && t.numel() > 0;
}

bool fits_blas(int64_t n) { return n <= std::numeric_limits<int>::max(); }

template <class... Tensors>
bool recorded(const Tensors&... tensors) {
  return at::GradMode::is_enabled() && ((tensors.defined() && tensors.requires_grad()) || ...);
}

const float* numbers(const Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; }

// ---- attention -----------------------------------------------------------------------------------------------------------

bool is_heads(const Tensor& t) {
  return plain(t) && t.dim() == 4 && (t.size(3) == 1 || t.stride(3) == 1) && (t.size(2) == 1 || t.stride(2) >= t.size(3)) && fits_blas(t.stride(2));
}

template <class T>
fused::Heads<T> heads(const Tensor& t) {
  return {t.data_ptr<float>(), t.stride(0), t.stride(1), std::max(t.stride(2), t.size(3))};
}

fused::AttentionShape shape_of(const Tensor& q, const Tensor& k, bool causal) {
  return {q.size(0), q.size(1), q.size(2), k.size(2), q.size(3), causal, float(1 / std::sqrt(double(q.size(3))))};
}

// An empty (B, H, T, D) that lies in memory as (B, T, H, D): joining the heads again costs nothing.
Tensor joined_heads(const Tensor& like) {
  return at::empty({like.size(0), like.size(2), like.size(1), like.size(3)}, like.options()).transpose(1, 2);
}

// A mask of (Tq, Tk) or (B or 1, 1, Tq or 1, Tk), seen as (B, 1, Tq, Tk).
Tensor expanded(const Tensor& mask, const Tensor& q, const Tensor& k) {
  Tensor wide = mask.expand({q.size(0), 1, q.size(2), k.size(2)});
  return wide.size(3) == 1 || wide.stride(3) == 1 ? wide : wide.contiguous();
}

fused::Visible visible(const Tensor& mask) {
  return mask.defined() ? fused::Visible{mask.data_ptr<bool>(), mask.stride(0), mask.stride(2)} : fused::Visible{nullptr, 0, 0};
}

std::pair<Tensor, Tensor> attention_forward(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask, bool causal) {
  Tensor out = joined_heads(q), logsumexp = at::empty({q.size(0), q.size(1), q.size(2)}, q.options());
  fused::attention(shape_of(q, k, causal), visible(mask), heads<const float>(q), heads<const float>(k), heads<const float>(v), heads<float>(out), logsumexp.data_ptr<float>());
  return {out, logsumexp};
}

// The same gradient out of aten's operators, for second derivatives.
variable_list attention_backward_by_parts(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask, const Tensor& d_out, bool causal, double scale) {
  Tensor scores = q.matmul(k.transpose(2, 3)) * scale;
  if (causal)
    scores = scores.masked_fill(at::ones({q.size(2), k.size(2)}, q.options().dtype(at::kBool)).triu(1), -std::numeric_limits<double>::infinity());
  if (mask.defined())
    scores = scores.masked_fill(mask.logical_not(), -std::numeric_limits<double>::infinity());
  Tensor share = scores.softmax(3), d_share = d_out.matmul(v.transpose(2, 3));
  Tensor d_scores = share * (d_share - (d_share * share).sum(3, true)) * scale;
  return {d_scores.matmul(k), d_scores.transpose(2, 3).matmul(q), share.transpose(2, 3).matmul(d_out), Tensor(), Tensor()};
}

struct Attention : torch::autograd::Function<Attention> {
  static Tensor forward(AutogradContext* context, const Tensor& q, const Tensor& k, const Tensor& v, const MaybeTensor& maybe_mask, bool causal) {
    Tensor mask = maybe_mask.value_or(Tensor());
    auto [out, logsumexp] = attention_forward(q, k, v, mask, causal);
    context->save_for_backward({q, k, v, out, logsumexp, mask});
    context->saved_data["causal"] = causal;
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const Tensor &q = saved[0], &k = saved[1], &v = saved[2], &out = saved[3], &logsumexp = saved[4], &mask = saved[5];
    auto shape = shape_of(q, k, context->saved_data["causal"].toBool());
    if (at::GradMode::is_enabled())
      return attention_backward_by_parts(q, k, v, mask, gradients[0], shape.causal, shape.scale);
    Tensor d_out = is_heads(gradients[0]) ? gradients[0] : gradients[0].contiguous();
    Tensor dq = joined_heads(q), dk = joined_heads(k), dv = joined_heads(v);
    fused::attention_backward(shape, visible(mask), heads<const float>(q), heads<const float>(k), heads<const float>(v), heads<const float>(out), heads<const float>(d_out),
                              logsumexp.data_ptr<float>(), heads<float>(dq), heads<float>(dk), heads<float>(dv));
    return {dq, dk, dv, Tensor(), Tensor()};
  }
};

MaybeTensor attention(const Tensor& q, const Tensor& k, const Tensor& v, const MaybeTensor& maybe_mask, bool causal) {
  Tensor mask = maybe_mask.value_or(Tensor());
  bool usable = is_heads(q) && is_heads(k) && is_heads(v) && k.sizes() == v.sizes() && q.size(0) == k.size(0) && q.size(1) == k.size(1) && q.size(3) == k.size(3);
  bool fits = !mask.defined() || (mask.is_cpu() && mask.scalar_type() == at::kBool && (mask.dim() == 2 || (mask.dim() == 4 && mask.size(1) == 1)));
  if (!usable || !fits)
    return c10::nullopt;
  if (mask.defined())
    mask = expanded(mask, q, k);
  return recorded(q, k, v) ? Attention::apply(q, k, v, mask.defined() ? MaybeTensor(mask) : c10::nullopt, causal) : attention_forward(q, k, v, mask, causal).first;
}

// ---- GELU ----------------------------------------------------------------------------------------------------------------

Tensor gelu_forward(const Tensor& x) {
  Tensor y = at::empty(x.sizes(), x.options());
  const float* from = x.data_ptr<float>();
  float* to = y.data_ptr<float>();
  at::parallel_for(0, x.numel(), grain, [=](int64_t first, int64_t last) { fused::gelu(from + first, to + first, last - first); });
  return y;
}

struct Gelu : torch::autograd::Function<Gelu> {
  static Tensor forward(AutogradContext* context, const Tensor& x) {
    context->save_for_backward({x});
    return gelu_forward(x);
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    Tensor x = context->get_saved_variables()[0];
    if (at::GradMode::is_enabled())
      return {at::gelu_backward(gradients[0], x)};
    Tensor dy = gradients[0].contiguous(), dx = at::empty(x.sizes(), x.options());
    const float *at_x = x.data_ptr<float>(), *from = dy.data_ptr<float>();
    float* to = dx.data_ptr<float>();
    at::parallel_for(0, x.numel(), grain, [=](int64_t first, int64_t last) { fused::gelu_backward(at_x + first, from + first, to + first, last - first); });
    return {dx};
  }
};

Tensor gelu(const Tensor& x) {
  if (!plain(x) || !x.is_contiguous())
    return at::gelu(x);
  return recorded(x) ? Gelu::apply(x) : gelu_forward(x);
}

// ---- layer norm ----------------------------------------------------------------------------------------------------------

std::tuple<Tensor, Tensor, Tensor> layer_norm_forward(const Tensor& x, const Tensor& weight, const Tensor& bias, double eps) {
  int64_t width = x.size(-1), rows = x.numel() / width;
  Tensor y = at::empty(x.sizes(), x.options()), mean = at::empty({rows}, x.options()), rstd = at::empty({rows}, x.options());
  const float *from = x.data_ptr<float>(), *w = numbers(weight), *b = numbers(bias);
  float *to = y.data_ptr<float>(), *m = mean.data_ptr<float>(), *s = rstd.data_ptr<float>();
  at::parallel_for(0, rows, std::max<int64_t>(1, grain / width), [=](int64_t first, int64_t last) {
    fused::layer_norm(from + first * width, w, b, float(eps), last - first, width, to + first * width, m + first, s + first);
  });
  return {y, mean, rstd};
}

struct LayerNorm : torch::autograd::Function<LayerNorm> {
  static Tensor forward(AutogradContext* context, const Tensor& x, const MaybeTensor& maybe_weight, const MaybeTensor& maybe_bias, double eps) {
    Tensor weight = maybe_weight.value_or(Tensor()), bias = maybe_bias.value_or(Tensor());
    auto [y, mean, rstd] = layer_norm_forward(x, weight, bias, eps);
    context->save_for_backward({x, weight, bias, mean, rstd});
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weight = saved[1], &bias = saved[2], &mean = saved[3], &rstd = saved[4];
    int64_t width = x.size(-1), rows = x.numel() / width;
    if (at::GradMode::is_enabled()) {
      std::vector<int64_t> each(x.dim(), 1);
      std::copy(x.sizes().begin(), x.sizes().end() - 1, each.begin());
      auto all = at::native_layer_norm_backward(gradients[0], x, {width}, mean.view(each), rstd.view(each), weight, bias, {true, weight.defined(), bias.defined()});
      return {std::get<0>(all), std::get<1>(all), std::get<2>(all), Tensor()};
    }
    Tensor dy = gradients[0].contiguous(), dx = at::empty(x.sizes(), x.options());
    // Sums over rows: in parts, always the same ones, so that they do not depend on the number of threads.
    int64_t parts = std::min<int64_t>(16, (x.numel() + grain - 1) / grain), size = (rows + parts - 1) / parts;
    Tensor sums = at::zeros({2, parts, width}, x.options());
    const float *at_x = x.data_ptr<float>(), *w = numbers(weight), *m = mean.data_ptr<float>(), *s = rstd.data_ptr<float>(), *from = dy.data_ptr<float>();
    float *to = dx.data_ptr<float>(), *d_weight = sums.data_ptr<float>(), *d_bias = d_weight + parts * width;
    at::parallel_for(0, parts, 1, [=](int64_t first, int64_t last) {
      for (int64_t part = first; part < last; part++) {
        int64_t row = std::min(part * size, rows), end = std::min(row + size, rows);
        fused::layer_norm_backward(at_x + row * width, w, m + row, s + row, from + row * width, end - row, width, to + row * width, d_weight + part * width, d_bias + part * width);
      }
    });
    return {dx, weight.defined() ? sums[0].sum(0) : Tensor(), bias.defined() ? sums[1].sum(0) : Tensor(), Tensor()};
  }
};

Tensor layer_norm(const Tensor& x, at::IntArrayRef shape, const MaybeTensor& maybe_weight, const MaybeTensor& maybe_bias, double eps) {
  Tensor weight = maybe_weight.value_or(Tensor()), bias = maybe_bias.value_or(Tensor());
  auto fits = [&](const Tensor& t) { return plain(t) && t.dim() == 1 && t.size(0) == x.size(-1) && t.is_contiguous(); };
  bool usable = plain(x) && x.dim() > 0 && x.is_contiguous() && shape.size() == 1 && shape[0] == x.size(-1) && (!weight.defined() || fits(weight)) &&
                (!bias.defined() || (weight.defined() && fits(bias)));
  if (!usable)
    return at::layer_norm(x, shape, maybe_weight, maybe_bias, eps);
  return recorded(x, weight, bias) ? LayerNorm::apply(x, maybe_weight, maybe_bias, eps) : std::get<0>(layer_norm_forward(x, weight, bias, eps));
}

// ---- cross-entropy -------------------------------------------------------------------------------------------------------

std::pair<Tensor, Tensor> cross_entropy_forward(const Tensor& logits, const Tensor& targets, int64_t ignored) {
  int64_t rows = logits.size(0), width = logits.size(1);
  Tensor losses = at::empty({rows}, logits.options()), logsumexp = at::empty({rows}, logits.options());
  const float* x = logits.data_ptr<float>();
  const int64_t* asked = targets.data_ptr<int64_t>();
  float *to = losses.data_ptr<float>(), *sums = logsumexp.data_ptr<float>();
  at::parallel_for(0, rows, std::max<int64_t>(1, grain / width), [=](int64_t first, int64_t last) {
    fused::cross_entropy(x + first * width, asked + first, ignored, last - first, width, to + first, sums + first);
  });
  return {losses, logsumexp};
}

// The loss of each row; its mean or sum is taken outside.
struct CrossEntropy : torch::autograd::Function<CrossEntropy> {
  static Tensor forward(AutogradContext* context, const Tensor& logits, const Tensor& targets, int64_t ignored) {
    auto [losses, logsumexp] = cross_entropy_forward(logits, targets, ignored);
    context->saved_data["ignored"] = ignored;
    context->save_for_backward({logits, targets, logsumexp});
    return losses;
  }

  static variable_list backward(AutogradContext* context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const Tensor &logits = saved[0], &targets = saved[1], &logsumexp = saved[2];
    int64_t ignored = context->saved_data["ignored"].toInt(), rows = logits.size(0), width = logits.size(1);
    if (at::GradMode::is_enabled()) {
      Tensor counts = targets.ne(ignored), asked = at::where(counts, targets, at::zeros_like(targets)).unsqueeze(1);
      Tensor right = at::zeros_like(logits).scatter(1, asked, 1.0);
      return {(logits.softmax(1) - right) * (gradients[0] * counts).unsqueeze(1), Tensor(), Tensor()};
    }
    Tensor factors = gradients[0].contiguous(), d_logits = at::empty(logits.sizes(), logits.options());
    const float *x = logits.data_ptr<float>(), *sums = logsumexp.data_ptr<float>(), *by = factors.data_ptr<float>();
    const int64_t* at_target = targets.data_ptr<int64_t>();
    float* to = d_logits.data_ptr<float>();
    at::parallel_for(0, rows, std::max<int64_t>(1, grain / width), [=](int64_t first, int64_t last) {
      fused::cross_entropy_backward(x + first * width, at_target + first, ignored, sums + first, by + first, last - first, width, to + first * width);
    });
    return {d_logits, Tensor(), Tensor()};
  }
};

Tensor cross_entropy(const Tensor& logits, const Tensor& targets, int64_t reduction, int64_t ignored) {
  bool usable = plain(logits) && logits.dim() == 2 && logits.is_contiguous() && targets.is_cpu() && targets.scalar_type() == at::kLong &&
                targets.dim() == 1 && targets.is_contiguous() && targets.size(0) == logits.size(0);
  int64_t count = 0;
  for (int64_t r = 0; usable && r < targets.size(0); r++) {
    int64_t target = targets.data_ptr<int64_t>()[r];
    count += target != ignored;
    usable = target == ignored || (target >= 0 && target < logits.size(1));
  }
  if (!usable)
    return at::cross_entropy_loss(logits, targets, {}, reduction, ignored);
  Tensor losses = recorded(logits) ? CrossEntropy::apply(logits, targets, ignored) : cross_entropy_forward(logits, targets, ignored).first;
  return reduction == at::Reduction::None ? losses : reduction == at::Reduction::Sum ? losses.sum() : losses.sum() / double(count);
}

// ---- the optimiser's side ------------------------------------------------------------------------------------------------

// The tensors' numbers in stretches of at most `grain`, which the threads share: f(tensor, first number, count, stretch).
struct Stretches {
  struct One { size_t tensor; int64_t first, count; };
  std::vector<One> all;

  explicit Stretches(at::TensorList tensors) {
    for (size_t t = 0; t < tensors.size(); t++)
      for (int64_t first = 0; first < tensors[t].numel(); first += grain)
        all.push_back({t, first, std::min(grain, tensors[t].numel() - first)});
  }

  template <class F>
  void each(const F& f) const {
    at::parallel_for(0, int64_t(all.size()), 1, [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; i++)
        f(all[i], i);
    });
  }
};

bool usable(at::TensorList tensors) {
  return std::all_of(tensors.begin(), tensors.end(), [](const Tensor& t) { return (plain(t) || (t.is_cpu() && t.scalar_type() == at::kFloat && t.numel() == 0)) && t.is_contiguous(); });
}

// p, m and v of every parameter after one step of AdamW; false, and nothing done, where a tensor is of another kind.
bool adamw_(at::TensorList parameters, at::TensorList gradients, at::TensorList means, at::TensorList squares, double learning_rate, double beta1,
            double beta2, double eps, double weight_decay, int64_t step) {
  TORCH_CHECK(parameters.size() == gradients.size() && parameters.size() == means.size() && parameters.size() == squares.size(), "adamw_: lists of different lengths");
  if (!usable(parameters) || !usable(gradients) || !usable(means) || !usable(squares))
    return false;
  for (size_t i = 0; i < parameters.size(); i++)
    TORCH_CHECK(gradients[i].sizes() == parameters[i].sizes() && means[i].sizes() == parameters[i].sizes() && squares[i].sizes() == parameters[i].sizes(), "adamw_: tensors of different shapes");
  fused::AdamW options{learning_rate, beta1, beta2, eps, weight_decay, step};
  Stretches(parameters).each([&](const Stretches::One& s, int64_t) {
    size_t t = s.tensor;
    fused::adamw(options, parameters[t].data_ptr<float>() + s.first, gradients[t].data_ptr<float>() + s.first, means[t].data_ptr<float>() + s.first,
                 squares[t].data_ptr<float>() + s.first, s.count);
  });
  for (const Tensor& p : parameters)
    p.unsafeGetTensorImpl()->bump_version();
  return true;
}

// The L2 norm of all gradients taken together; they are scaled to `most` where it is larger. Negative, and nothing done,
// where a tensor is of another kind.
double clip_grad_norm_(at::TensorList gradients, double most) {
  if (!usable(gradients))
    return -1;
  Stretches stretches(gradients);
  std::vector<double> sums(stretches.all.size());
  stretches.each([&](const Stretches::One& s, int64_t i) { sums[i] = fused::sum_of_squares(gradients[s.tensor].data_ptr<float>() + s.first, s.count); });
  double total = 0;
  for (double sum : sums)
    total += sum;
  double norm = std::sqrt(total), factor = most / (norm + 1e-6);
  if (!(factor >= 1)) {  // NaN scales as well, as in PyTorch
    stretches.each([&](const Stretches::One& s, int64_t) { fused::scale(gradients[s.tensor].data_ptr<float>() + s.first, float(factor), s.count); });
    for (const Tensor& g : gradients)
      g.unsafeGetTensorImpl()->bump_version();
  }
  return norm;
}

}  // namespace

TORCH_LIBRARY(workbook, library) {
  library.def("attention(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal) -> Tensor?", attention);
  library.def("gelu(Tensor x) -> Tensor", gelu);
  library.def("layer_norm(Tensor x, int[] shape, Tensor? weight, Tensor? bias, float eps) -> Tensor", layer_norm);
  library.def("cross_entropy(Tensor logits, Tensor targets, int reduction, int ignored) -> Tensor", cross_entropy);
  library.def("adamw_(Tensor(a!)[] parameters, Tensor[] gradients, Tensor(b!)[] means, Tensor(c!)[] squares, float learning_rate, float beta1, float beta2, "
              "float eps, float weight_decay, int step) -> bool", adamw_);
  library.def("clip_grad_norm_(Tensor(a!)[] gradients, float most) -> float", clip_grad_norm_);
}
