#include <fmt/format.h>
#include <xgrad/examples/plot/language.hpp>
#include <xgrad/examples/plot/training.hpp>

namespace xgrad::plot {

std::string ending_of(const models::MLPEstimator& fitted) {
  const auto& options = fitted.options;
  if (fitted.warnings().empty()) {
    if (fitted.n_iter() >= options.max_iter) return "";
    return fmt::format(
        fmt::runtime(text("it has converged: in the last {} epochs the loss never came {} below the best before\n",
                          "已收敛：最近 {} 轮中，损失从未比此前最好的再低 {}\n")),
        options.n_iter_no_change + 1, options.tol);
  }
  std::string said;
  for (const std::string& warning : fitted.warnings()) {
    if (warning.find("max_iter") == std::string::npos) {
      said += warning + "\n";
      continue;
    }
    said += fmt::format(fmt::runtime(text("--epochs {} were not enough: the loss is still falling\n",
                                          "--epochs {} 不够：损失还在下降\n")),
                        options.max_iter);
  }
  return said;
}

}  // namespace xgrad::plot
