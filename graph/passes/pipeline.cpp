#include <algorithm>
#include <array>
#include <xgrad/graph/passes/module_internal.hpp>

namespace xgrad {

std::span<const Pass> pipeline() {
  static constexpr std::array rows{
      Pass{"fold", fold, "compute what depends on constants only"},
      Pass{"share", share, "merge equal subexpressions"},
      Pass{"simplify", simplify, "write cheaper what has the same value; fold transposes into products"},
  };
  return rows;
}

std::vector<std::string> pass_names() {
  std::vector<std::string> names;  // the last are the plan's own
  for (const Pass& pass : pipeline()) names.emplace_back(pass.name);
  for (const char* name : {"join", "rows"}) names.emplace_back(name);
  return names;
}

bool is_left_out(std::span<const std::string> without, std::string_view pass) {
  return std::find(without.begin(), without.end(), pass) != without.end();
}

Module optimize(Module&& module, std::span<const std::string> without) {
  for (const Pass& pass : pipeline()) {
    if (is_left_out(without, pass.name)) continue;
    module = pass.run(std::move(module));
#ifndef NDEBUG
    verify(module);
#endif
  }
  return std::move(module);
}

}  // namespace xgrad
