// Tensors without memory (device "meta") for libtorch 1.13, which knows the shapes of only some operators: the others
// are run on the CPU (numbers are ones, which any distribution takes; indices are zeros, which fit anywhere), and the
// shapes of what comes out are kept. Later versions know them all.
#include <torch/csrc/api/include/torch/version.h>

#if TORCH_VERSION_MAJOR < 2
#include <ATen/Functions.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include <algorithm>
#include <string>
#include <vector>

namespace {

// What depends on values has no answer here.
bool needs_values(const std::string& name) {
  static const char* names[] = {"aten::_local_scalar_dense", "aten::nonzero", "aten::masked_select", "aten::_unique2", "aten::unique_dim", "aten::bincount"};
  return std::any_of(std::begin(names), std::end(names), [&](const char* n) { return name == n; });
}

// The tensors that stand for meta tensors during one call.
struct Substitutes {
  std::vector<at::Tensor> metas, standins;

  at::Tensor real(const at::Tensor& t) {
    TORCH_CHECK(!t.defined() || t.is_meta() || t.dim() == 0, "expected all tensors on device meta, but found one on ", t.device());
    if (!t.defined() || !t.is_meta()) return t;
    for (size_t k = 0; k < metas.size(); k++)
      if (metas[k].is_same(t)) return standins[k];
    metas.push_back(t);
    auto like = t.options().device(at::kCPU);
    standins.push_back(t.is_floating_point() ? at::ones(t.sizes(), like) : at::zeros(t.sizes(), like));
    return standins.back();
  }

  at::Tensor meta(const at::Tensor& t) {
    if (!t.defined()) return t;
    for (size_t k = 0; k < standins.size(); k++)
      if (standins[k].is_same(t)) {
        if (metas[k].sizes() != t.sizes()) metas[k].resize_(t.sizes());
        return metas[k];
      }
    return at::empty_strided(t.sizes(), t.strides(), t.options().device(at::kMeta));
  }

  template <class F>
  static c10::IValue mapped(const c10::IValue& v, F&& convert) {
    if (v.isTensor()) return convert(v.toTensor());
    if (v.isTensorList()) {
      c10::List<at::Tensor> list;
      for (const at::Tensor& t : v.toTensorVector()) list.push_back(convert(t));
      return list;
    }
    if (v.isList() && v.toList().elementType()->isSubtypeOf(*c10::OptionalType::ofTensor())) {
      c10::List<c10::optional<at::Tensor>> list;
      for (const c10::IValue& element : v.toListRef())
        list.push_back(element.isNone() ? c10::optional<at::Tensor>() : c10::optional<at::Tensor>(convert(element.toTensor())));
      return list;
    }
    return v;
  }
};

void run_on_cpu(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  TORCH_CHECK_NOT_IMPLEMENTED(!needs_values(op.schema().name()), op.schema().name(), " needs values, which tensors on device meta do not have");
  at::AutoDispatchBelowADInplaceOrView below_autograd;
  Substitutes substitutes;
  const auto arguments = op.schema().arguments().size();
  for (auto v = stack->end() - arguments; v != stack->end(); ++v) {
    if (v->isDevice() && v->toDevice().is_meta()) *v = c10::Device(at::kCPU);
    *v = Substitutes::mapped(*v, [&](const at::Tensor& t) { return substitutes.real(t); });
  }
  op.callBoxed(stack);
  const auto returns = op.schema().returns().size();
  for (auto v = stack->end() - returns; v != stack->end(); ++v) *v = Substitutes::mapped(*v, [&](const at::Tensor& t) { return substitutes.meta(t); });
}

}  // namespace

TORCH_LIBRARY_IMPL(_, Meta, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&run_on_cpu>()); }
#endif
