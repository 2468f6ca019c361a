#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <map>
#include <xgrad/examples/plot/grid.hpp>
#include <xgrad/examples/plot/language.hpp>
#include <xgrad/examples/plot/verdict.hpp>
#include <xgrad/graph/program.hpp>

namespace xgrad::plot {

Verdict::Verdict(const Outputs& answers, const Tensor& truth) {
  const auto said = numbers(answers[0]), wanted = numbers(truth);
  std::vector<std::size_t> between;
  for (std::size_t i = 0; i < said.size(); ++i) {
    right += (said[i] > 0.5) == (wanted[i] > 0.5);
    if (std::abs(said[i] - 0.5) < 0.3) between.push_back(i);
  }
  rows = said.size(), undecided = between.size();
  for (std::size_t h = 1; h < answers.size(); ++h) {
    const auto hidden = numbers(answers[h]);
    for (std::size_t i : between) apart = std::max(apart, std::abs(hidden[i] - hidden[between[0]]));
  }
}

void Verdicts::add(const Verdict& verdict, double loss) {
  verdicts_.push_back(verdict);
  losses_.push_back(loss);
}

std::string Verdicts::summary() const {
  const auto right = std::count_if(verdicts_.begin(), verdicts_.end(), [](const Verdict& v) { return v.all_right(); });
  const auto [best, worst] = std::minmax_element(losses_.begin(), losses_.end());
  std::string lines = fmt::format("{:3}/{}{:27}{:.2e}  {:.2e}\n", right, verdicts_.size(), "", *best, *worst);
  std::map<std::size_t, std::vector<double>> apart;  // by the number of undecided rows
  for (const Verdict& v : verdicts_) {
    if (!v.all_right() && v.apart > 0) apart[v.undecided].push_back(v.apart);
  }
  for (const auto& [rows, distances] : apart) {
    lines += fmt::format("        {} {} {} {} {:.2g}\n", distances.size(),
                         text("stuck: neither 0 nor 1 for", "个卡住：既不答 0 也不答 1 的有"), rows,
                         text("rows, whose hidden values are apart by at most", "行，其隐藏值至多相差"),
                         *std::max_element(distances.begin(), distances.end()));
  }
  return lines;
}

}  // namespace xgrad::plot
