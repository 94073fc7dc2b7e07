// Shapes without values: kernels of the device "meta" that older libtorches lack (1.13 has neither embedding nor layer norm there), so that
// a model's forward, loss and backward can be run on it. A libtorch that brings its own keeps it.
#include <ATen/Functions.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include <array>
#include <string>
#include <tuple>

namespace {

at::Tensor index_select(const at::Tensor& self, int64_t dim, const at::Tensor& index) {
  auto sizes = self.sizes().vec();
  if (!sizes.empty()) sizes[at::maybe_wrap_dim(dim, self.dim())] = index.numel();
  return at::empty(sizes, self.options());
}

at::Tensor embedding_dense_backward(const at::Tensor& grad, const at::Tensor&, int64_t num_weights, int64_t, bool) {
  return at::empty({num_weights, grad.size(-1)}, grad.options());
}

using Three = std::tuple<at::Tensor, at::Tensor, at::Tensor>;

Three native_layer_norm(const at::Tensor& input, at::IntArrayRef normalized_shape, const c10::optional<at::Tensor>&,
                        const c10::optional<at::Tensor>&, double) {
  auto sizes = input.sizes().vec();
  for (size_t i = sizes.size() - normalized_shape.size(); i < sizes.size(); i++) sizes[i] = 1;
  return {at::empty_like(input), at::empty(sizes, input.options()), at::empty(sizes, input.options())};
}

Three native_layer_norm_backward(const at::Tensor& grad, const at::Tensor& input, at::IntArrayRef, const at::Tensor&,
                                 const at::Tensor&, const c10::optional<at::Tensor>& weight,
                                 const c10::optional<at::Tensor>& bias, std::array<bool, 3> mask) {
  auto like = [](const c10::optional<at::Tensor>& t, bool wanted) {
    return wanted && t && t->defined() ? at::empty_like(*t) : at::Tensor();
  };
  return {mask[0] ? at::empty_like(input) : at::Tensor(), like(weight, mask[1]), like(bias, mask[2])};
}

at::Tensor& logical_not_out(const at::Tensor& self, at::Tensor& out) {
  out.resize_(self.sizes());
  return out;
}

// The libraries live as long as the process: a registration ends with its Library object.
template <class Kernel>
void add_if_missing(const std::string& name, const std::string& overload, Kernel kernel) {
  auto op = c10::Dispatcher::singleton().findSchema({"aten::" + name, overload});
  if (!op || op->hasKernelForDispatchKey(c10::DispatchKey::Meta)) return;
  auto* library = new torch::Library(torch::Library::IMPL, "aten", c10::make_optional(c10::DispatchKey::Meta), __FILE__, __LINE__);
  library->impl((overload.empty() ? name : name + "." + overload).c_str(), kernel);
}

const bool added = [] {
  add_if_missing("index_select", "", &index_select);
  add_if_missing("embedding_dense_backward", "", &embedding_dense_backward);
  add_if_missing("native_layer_norm", "", &native_layer_norm);
  add_if_missing("native_layer_norm_backward", "", &native_layer_norm_backward);
  add_if_missing("logical_not", "out", &logical_not_out);
  return true;
}();

}  // namespace
