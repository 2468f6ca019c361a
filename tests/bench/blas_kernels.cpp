#include "blas_kernels.hpp"
#include <cblas.h>
#include <utility>
#include <xgrad/xgrad.hpp>
#include "peer.hpp"

namespace xgrad::bench {

std::string openblas_core() { return openblas_get_corename(); }

const std::string& better_openblas_core() {
  static const std::string better = [] {
    Graph g;  // xgrad's first product: whatever it does about OpenBLAS is done afterwards
    const Var a = g.input("a", float64, {1000, 1000});
    compile({a}, {matmul(a, a)})({zeros({1000, 1000})});
#if defined(__x86_64__)
    if (openblas_core() != "Prescott") return "";
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
      return "SkylakeX";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
    return "";
  }();
  return better;
}

void add_floor(std::vector<Case>& cases, const std::string& work, std::function<Prepared()> prepare) {
  const std::string& core = better_openblas_core();
  if (core.empty()) {
    cases.push_back({work, 1, "floor", std::move(prepare)});
    return;
  }
  static const auto floor = same_program("floor", 1, {{"OPENBLAS_CORETYPE", core}}),
                    own = same_program("xgrad", 1, {{"OPENBLAS_CORETYPE", core}});
  cases.push_back({work, 1, "xgrad, OpenBLAS for " + core, {}, own});
  cases.push_back({work, 1, "floor", {}, floor});
  cases.push_back({work, 1, "floor, OpenBLAS for " + openblas_core(), std::move(prepare)});
}

}  // namespace xgrad::bench
