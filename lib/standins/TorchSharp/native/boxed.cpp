// The native side of the TorchSharp stand-in: PyTorch's operators by name, called boxed, and the few things that are
// no operators (storage, backward, grad mode, seeds, generators, threads, error text).
// Rules: no exception leaves a function (guarded() turns it into an error code and a text), a tensor handle is an owned
// reference to a TensorImpl, and the managed side never passes a null handle.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Functions.h>
#include <ATen/Parallel.h>
#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

#if __has_include(<torch/csrc/api/include/torch/version.h>)
#include <torch/csrc/api/include/torch/version.h>
#endif

#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

using Impl = c10::TensorImpl;
using ImplPtr = c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>;

thread_local std::string error_text;

void remember(const char* text) noexcept {
  try {
    std::string message(text);
    // libtorch appends its own C++ stack trace; the reader wants the first line.
    error_text = message.substr(0, message.find('\n'));
  } catch (...) {
  }
}

// Runs the body; on any exception remembers its text and returns `failed`.
template <class R, class F>
R guarded(R failed, F&& body) noexcept {
  try {
    return body();
  } catch (const c10::Error& e) {
    remember(e.what_without_backtrace());
  } catch (const std::bad_alloc&) {
    remember("not enough memory");
  } catch (const std::exception& e) {
    remember(e.what());
  } catch (...) {
    remember("unknown native error");
  }
  return failed;
}

at::Tensor borrow(Impl* handle) { return at::Tensor(ImplPtr::reclaim_copy(handle)); }

Impl* own(at::Tensor t) { return t.defined() ? t.unsafeReleaseTensorImpl() : nullptr; }

// ---- memory ---------------------------------------------------------------------------------------------------------

// Linux grants more memory than there is and kills the process that touches it; so large requests are compared with
// what is available first, and refused with an exception.
size_t available_memory() {
  size_t available = size_t(sysconf(_SC_PHYS_PAGES)) * size_t(sysconf(_SC_PAGESIZE));
  std::ifstream info("/proc/meminfo");
  std::string key;
  size_t kib = 0;
  while (info >> key >> kib && info.ignore(64, '\n'))
    if (key == "MemAvailable:") {
      available = kib * 1024;
      break;
    }
  std::ifstream limit_file("/sys/fs/cgroup/memory.max"), used_file("/sys/fs/cgroup/memory.current");
  size_t limit = 0, used = 0;
  if (limit_file >> limit && used_file >> used)
    available = std::min(available, limit > used ? limit - used : 0);
  return available;
}

struct CheckedAllocator final : c10::Allocator {
  explicit CheckedAllocator(c10::Allocator* inner) : inner(inner) {}
  c10::Allocator* inner;
  static constexpr size_t large = size_t(256) << 20;

#if defined(TORCH_VERSION_MAJOR) && (TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 3))
  c10::DataPtr allocate(size_t bytes) override { return checked(bytes); }
  void copy_data(void* to, const void* from, size_t n) const override { default_copy_data(to, from, n); }
#else
  c10::DataPtr allocate(size_t bytes) const override { return checked(bytes); }
#endif
  c10::DeleterFnPtr raw_deleter() const override { return inner->raw_deleter(); }

  c10::DataPtr checked(size_t bytes) const {
    if (bytes >= large)
      TORCH_CHECK(bytes <= available_memory() / 10 * 9, "not enough memory: you tried to allocate ", bytes, " bytes");
    return inner->allocate(bytes);
  }
};

// Tensors freed and allocated again in each step must not go back to the system: the page faults cost more than the
// arithmetic of a small model. Older C libraries accept 32 MiB at most. One arena, so that this holds on any thread.
void keep_freed_memory() {
  if (!mallopt(M_MMAP_THRESHOLD, 1 << 30))
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 2047 << 20);
  mallopt(M_ARENA_MAX, 1);
}

__attribute__((constructor)) void on_load() {
  keep_freed_memory();
  guarded(0, [] {
    static CheckedAllocator allocator(c10::GetCPUAllocator());
    c10::SetCPUAllocator(&allocator, 100);
    return 0;
  });
}

// ---- values ---------------------------------------------------------------------------------------------------------

enum Tag : int32_t { None, Tensor, Int, Double, Bool, Complex, IntList, DoubleList, TensorList, OptionalTensorList, String, Device, Generator };

struct Value {
  Tag tag;
  int32_t count;  // of a list, or bytes of a string
  union {
    int64_t i;
    double d;
    void* p;
  };
};

c10::IValue to_ivalue(const Value& v) {
  switch (v.tag) {
    case None: return {};
    case Tensor: return borrow(static_cast<Impl*>(v.p));
    case Int: return v.i;
    case Double: return v.d;
    case Bool: return v.i != 0;
    case Complex: return c10::complex<double>(static_cast<double*>(v.p)[0], static_cast<double*>(v.p)[1]);
    case IntList: return c10::IntArrayRef(static_cast<int64_t*>(v.p), v.count);
    case DoubleList: return c10::ArrayRef<double>(static_cast<double*>(v.p), v.count);
    case TensorList: {
      c10::List<at::Tensor> list;
      list.reserve(v.count);
      for (int32_t k = 0; k < v.count; k++) list.push_back(borrow(static_cast<Impl**>(v.p)[k]));
      return list;
    }
    case OptionalTensorList: {
      c10::List<c10::optional<at::Tensor>> list;
      list.reserve(v.count);
      for (int32_t k = 0; k < v.count; k++) {
        auto* impl = static_cast<Impl**>(v.p)[k];
        list.push_back(impl ? c10::optional<at::Tensor>(borrow(impl)) : c10::nullopt);
      }
      return list;
    }
    case String: return std::string(static_cast<char*>(v.p), v.count);
    case Device: return c10::Device(static_cast<c10::DeviceType>(v.i), static_cast<c10::DeviceIndex>(v.count));
    case Generator: return *static_cast<at::Generator*>(v.p);
  }
  TORCH_CHECK(false, "unknown value tag ", int(v.tag));
}

Value from_tensor(at::Tensor t) {
  Value v{};
  v.p = own(std::move(t));
  v.tag = v.p ? Tensor : None;
  return v;
}

void append(std::vector<Value>& out, const c10::IValue& v) {
  Value r{};
  if (v.isTensor()) {
    out.push_back(from_tensor(v.toTensor()));
    return;
  }
  if (v.isTensorList()) {
    for (const at::Tensor& t : v.toTensorVector()) out.push_back(from_tensor(t));
    return;
  }
  if (v.isInt()) {
    r.tag = Int;
    r.i = v.toInt();
  } else if (v.isDouble()) {
    r.tag = Double;
    r.d = v.toDouble();
  } else if (v.isBool()) {
    r.tag = Bool;
    r.i = v.toBool();
  }
  out.push_back(r);
}

thread_local std::vector<Value> more_results;  // of the last call, when they did not fit

std::vector<at::Tensor> borrow_all(Impl** handles, int32_t n) {
  std::vector<at::Tensor> list;
  list.reserve(n);
  for (int32_t k = 0; k < n; k++) list.push_back(handles[k] ? borrow(handles[k]) : at::Tensor());
  return list;
}

}  // namespace

EXPORT const char* wb_error() { return error_text.c_str(); }

// ---- operators ------------------------------------------------------------------------------------------------------

// The operator's handle, alive as long as the process; null (no error text) when this libtorch has no such operator.
EXPORT void* wb_find(const char* name, const char* overload) {
  return guarded<void*>(nullptr, [&]() -> void* {
    error_text.clear();
    auto op = c10::Dispatcher::singleton().findSchema({name, overload});
    return op ? new c10::OperatorHandle(*op) : nullptr;
  });
}

// Calls an operator; missing trailing arguments take the schema's defaults. Returns the number of results, -1 on error;
// more than `capacity` results wait for wb_results. With capacity 0 the results are dropped (in-place operators).
EXPORT int32_t wb_call(void* op_handle, const Value* args, int32_t n, Value* results, int32_t capacity) {
  return guarded<int32_t>(-1, [&] {
    auto& op = *static_cast<c10::OperatorHandle*>(op_handle);
    const auto& declared = op.schema().arguments();
    TORCH_CHECK(size_t(n) <= declared.size(), op.schema().name(), ": too many arguments");
    torch::jit::Stack stack;
    stack.reserve(declared.size() + 2);
    for (int32_t k = 0; k < n; k++) stack.push_back(to_ivalue(args[k]));
    for (size_t k = n; k < declared.size(); k++) {
      const auto& fallback = declared[k].default_value();
      TORCH_CHECK(fallback.has_value(), op.schema().name(), ": argument ", declared[k].name(), " is missing");
      stack.push_back(*fallback);
    }
    op.callBoxed(&stack);
    if (capacity == 0) return 0;
    if (stack.size() == 1 && stack[0].isTensor()) {
      results[0] = from_tensor(std::move(stack[0]).toTensor());
      return 1;
    }
    std::vector<Value> all;
    for (const auto& v : stack) append(all, v);
    if (all.size() <= size_t(capacity))
      std::copy(all.begin(), all.end(), results);
    else
      more_results = all;
    return int32_t(all.size());
  });
}

EXPORT void wb_results(Value* results) {
  std::copy(more_results.begin(), more_results.end(), results);
  more_results.clear();
}

// ---- tensors --------------------------------------------------------------------------------------------------------

EXPORT void wb_free(Impl* t) {
  guarded(0, [&] {
    ImplPtr::reclaim(t);
    return 0;
  });
}

// Another handle on the same tensor.
EXPORT Impl* wb_alias(Impl* t) {
  return guarded<Impl*>(nullptr, [&] { return own(borrow(t)); });
}

struct TensorInfo {
  int32_t dtype, device_type, device_index, ndim;
  int64_t numel;
  uint8_t requires_grad, is_leaf, is_contiguous, has_storage, is_inference, is_sparse;
};

EXPORT int32_t wb_info(Impl* handle, TensorInfo* info) {
  return guarded<int32_t>(-1, [&] {
    auto t = borrow(handle);
    *info = {int32_t(t.scalar_type()), int32_t(t.device().type()), int32_t(t.device().index()), int32_t(t.dim()), t.numel(),
             t.requires_grad(), t.is_leaf(), t.is_sparse() ? uint8_t(1) : uint8_t(t.is_contiguous()), t.has_storage(), t.is_inference(), t.is_sparse()};
    return 0;
  });
}

EXPORT int32_t wb_sizes(Impl* handle, int64_t* sizes) {
  return guarded<int32_t>(-1, [&] {
    auto all = handle->sizes();
    std::copy(all.begin(), all.end(), sizes);
    return 0;
  });
}

EXPORT int32_t wb_strides(Impl* handle, int64_t* strides) {
  return guarded<int32_t>(-1, [&] {
    auto all = handle->strides();
    std::copy(all.begin(), all.end(), strides);
    return 0;
  });
}

// The address of the first element of a CPU tensor (null for an empty one).
EXPORT int32_t wb_data(Impl* handle, void** data) {
  return guarded<int32_t>(-1, [&] {
    auto t = borrow(handle);
    TORCH_CHECK(t.device().is_cpu(), "only a CPU tensor's memory can be read");
    *data = t.numel() ? t.data_ptr() : nullptr;
    return 0;
  });
}

// A new CPU tensor holding a copy of `bytes` bytes.
EXPORT Impl* wb_from_data(const void* data, int64_t bytes, const int64_t* sizes, int32_t ndim, int32_t dtype) {
  return guarded<Impl*>(nullptr, [&] {
    auto t = at::empty(c10::IntArrayRef(sizes, ndim), at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype)));
    TORCH_CHECK(int64_t(t.nbytes()) == bytes, "shape ", t.sizes(), " needs ", t.nbytes(), " bytes but ", bytes, " are given");
    if (bytes) std::memcpy(t.data_ptr(), data, bytes);
    return own(t);
  });
}

// A CPU tensor over memory that the caller keeps in place until `release(context)`.
EXPORT Impl* wb_from_blob(void* data, const int64_t* sizes, int32_t ndim, int32_t dtype, void (*release)(void*), void* context) {
  return guarded<Impl*>(nullptr, [&] {
    return own(at::from_blob(data, c10::IntArrayRef(sizes, ndim), [release, context](void*) { release(context); },
                             at::TensorOptions().dtype(static_cast<c10::ScalarType>(dtype))));
  });
}

// ---- autograd -------------------------------------------------------------------------------------------------------

EXPORT int32_t wb_backward(Impl** tensors, int32_t n, Impl** grads, int32_t n_grads, Impl** inputs, int32_t n_inputs, int32_t retain, int32_t create) {
  return guarded<int32_t>(-1, [&] {
    torch::autograd::backward(borrow_all(tensors, n), borrow_all(grads, n_grads), c10::optional<bool>(retain != 0), create != 0, borrow_all(inputs, n_inputs));
    return 0;
  });
}

EXPORT int32_t wb_autograd(Impl** outputs, int32_t n, Impl** inputs, int32_t n_inputs, Impl** grads, int32_t n_grads, int32_t retain, int32_t create, int32_t allow_unused, Impl** results) {
  return guarded<int32_t>(-1, [&] {
    auto found = torch::autograd::grad(borrow_all(outputs, n), borrow_all(inputs, n_inputs), borrow_all(grads, n_grads), c10::optional<bool>(retain != 0), create != 0, allow_unused != 0);
    for (size_t k = 0; k < found.size(); k++) results[k] = own(found[k]);
    return 0;
  });
}

EXPORT int32_t wb_grad(Impl* handle, Impl** grad) {
  return guarded<int32_t>(-1, [&] {
    auto t = borrow(handle);
    *grad = own(t.mutable_grad());
    return 0;
  });
}

EXPORT int32_t wb_set_grad(Impl* handle, Impl* grad) {
  return guarded<int32_t>(-1, [&] {
    auto t = borrow(handle);
    if (grad == nullptr) {
      t.mutable_grad().reset();
      return 0;
    }
    auto g = borrow(grad);
    TORCH_CHECK(g.sizes() == t.sizes(), "assigned grad has data of a different size");
    TORCH_CHECK(g.scalar_type() == t.scalar_type(), "assigned grad has data of a different type");
    TORCH_CHECK(g.device() == t.device(), "assigned grad has data located on a different device");
    t.mutable_grad() = g;
    return 0;
  });
}

EXPORT int32_t wb_set_requires_grad(Impl* handle, int32_t on) {
  return guarded<int32_t>(-1, [&] {
    borrow(handle).set_requires_grad(on != 0);
    return 0;
  });
}

EXPORT int32_t wb_grad_mode() { return at::GradMode::is_enabled(); }
EXPORT void wb_set_grad_mode(int32_t on) { at::GradMode::set_enabled(on != 0); }

EXPORT void* wb_inference_enter(int32_t on) {
  return guarded<void*>(nullptr, [&] { return new c10::InferenceMode(on != 0); });
}
EXPORT void wb_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }
EXPORT int32_t wb_inference_mode() { return c10::InferenceMode::is_enabled(); }

// ---- random numbers -------------------------------------------------------------------------------------------------

EXPORT int32_t wb_seed_all(uint64_t seed) {
  return guarded<int32_t>(-1, [&] {
    at::manual_seed(seed);
    return 0;
  });
}

EXPORT at::Generator* wb_generator(uint64_t seed) {
  return guarded<at::Generator*>(nullptr, [&] { return new at::Generator(at::detail::createCPUGenerator(seed)); });
}

EXPORT at::Generator* wb_generator_default() {
  return guarded<at::Generator*>(nullptr, [&] { return new at::Generator(at::detail::getDefaultCPUGenerator()); });
}

EXPORT void wb_generator_free(at::Generator* g) { delete g; }

EXPORT int32_t wb_generator_seed(at::Generator* g, uint64_t seed) {
  return guarded<int32_t>(-1, [&] {
    std::lock_guard<std::mutex> lock(g->mutex());
    g->set_current_seed(seed);
    return 0;
  });
}

// Seeds from the system's entropy and tells the seed.
EXPORT int32_t wb_generator_reseed(at::Generator* g, int64_t* seed) {
  return guarded<int32_t>(-1, [&] {
    std::lock_guard<std::mutex> lock(g->mutex());
    *seed = int64_t(g->seed());
    return 0;
  });
}

EXPORT int32_t wb_generator_initial_seed(at::Generator* g, int64_t* seed) {
  return guarded<int32_t>(-1, [&] {
    *seed = int64_t(g->current_seed());
    return 0;
  });
}

EXPORT Impl* wb_generator_state(at::Generator* g) {
  return guarded<Impl*>(nullptr, [&] { return own(g->get_state()); });
}

EXPORT int32_t wb_generator_set_state(at::Generator* g, Impl* state) {
  return guarded<int32_t>(-1, [&] {
    std::lock_guard<std::mutex> lock(g->mutex());
    g->set_state(borrow(state));
    return 0;
  });
}

// ---- the library ----------------------------------------------------------------------------------------------------

EXPORT int32_t wb_has_cuda() { return guarded<int32_t>(0, [] { return int32_t(at::hasCUDA()); }); }
EXPORT int32_t wb_threads() { return guarded<int32_t>(1, [] { return at::get_num_threads(); }); }
EXPORT int32_t wb_interop_threads() { return guarded<int32_t>(1, [] { return at::get_num_interop_threads(); }); }

EXPORT int32_t wb_set_threads(int32_t n) {
  return guarded<int32_t>(-1, [&] {
    at::set_num_threads(n);
    return 0;
  });
}

EXPORT int32_t wb_set_interop_threads(int32_t n) {
  return guarded<int32_t>(-1, [&] {
    at::set_num_interop_threads(n);
    return 0;
  });
}

EXPORT int32_t wb_set_default_dtype(int32_t dtype) {
  return guarded<int32_t>(-1, [&] {
    c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(dtype)));
    return 0;
  });
}
