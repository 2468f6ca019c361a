#include <cstdlib>
#include <string>
#include <xgrad/graph/error.hpp>
#include <xgrad/ops/kernels/tables_internal.hpp>

namespace xgrad::lanes {

const KernelTable& kernels_named(std::string_view name) {
  const KernelTable* const* const available = available_kernels();
  if (name.empty()) return **available;
  std::string names;
  for (const KernelTable* const* table = available; *table != nullptr; ++table) {
    if ((*table)->name == name) return **table;
    names += (names.empty() ? "" : ", ") + std::string((*table)->name);
  }
  throw DataError("XGRAD_ISA", "this machine has no such instruction set", name, "it has " + names);
}

const KernelTable* const* available_kernels() {
#ifdef XGRAD_NO_X86_KERNELS
  static const KernelTable* const tables[] = {&generic_kernels, nullptr};
  return tables;
#else
  struct Tables {
    const KernelTable* table[4] = {};
    Tables() {
      const KernelTable** next = table;
      if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
          __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        *next++ = &avx512_kernels;
      if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) *next++ = &avx2_kernels;
      *next = &sse2_kernels;
    }
  };
  static const Tables tables;
  return tables.table;
#endif
}

const KernelTable& kernels() {
  static const KernelTable& chosen = []() -> const KernelTable& {
    const char* const wanted = std::getenv("XGRAD_ISA");
    return kernels_named(wanted != nullptr ? wanted : "");
  }();
  return chosen;
}

const OpKernels* find_op(const void* key) {
  const KernelTable& table = kernels();
  for (std::size_t i = 0; i < table.op_count; ++i)
    if (table.ops[i].key == key) return &table.ops[i];
  return nullptr;
}

}  // namespace xgrad::lanes
