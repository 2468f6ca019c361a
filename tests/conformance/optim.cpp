// conformance optim: trajectories of optimizers, learning-rate schedules and gradient clipping, against torch.optim.
#include <fmt/format.h>

#include "optim_internal.hpp"

namespace conformance {
namespace {

/// The problems of a file, or of problems.json beside it.
nlohmann::json problems_of(const nlohmann::json& read, const std::filesystem::path& file) {
  return read.contains("problems") ? read.at("problems")
                                   : read_json(file.parent_path() / "problems.json").at("problems");
}

const nlohmann::json& problem_of(const nlohmann::json& test, const nlohmann::json& problems) {
  for (const nlohmann::json& problem : problems)
    if (problem.at("name") == test.at("problem")) return problem;
  throw std::runtime_error(fmt::format("no problem {}", test.at("problem").dump()));
}

Verdict judged(const nlohmann::json& test, const std::function<void(NumberCase&)>& judge) {
  NumberCase result(test.at("name").get<std::string>());
  try {
    judge(result);
  } catch (const std::exception& e) { result.fail(e.what()); }
  return result.verdict();
}

Verdicts judge_optim(const std::filesystem::path& file) {
  const nlohmann::json read = read_json(file);
  const std::string kind = read.at("kind").get<std::string>();
  Verdicts verdicts;
  if (kind == "problems") return verdicts;  // the trajectories beside it use them
  nlohmann::json problems;
  if (kind == "trajectories") problems = problems_of(read, file);
  for (const nlohmann::json& test : read.at("cases")) {
    verdicts.push_back(judged(test, [&](NumberCase& result) {
      if (kind == "trajectories")
        judge_trajectory(result, test, problem_of(test, problems));
      else if (kind == "schedules")
        judge_schedule(result, test);
      else if (kind == "clipping")
        judge_clipping(result, test);
      else
        result.fail("no kind " + kind);
    }));
  }
  return verdicts;
}

const Kind kind("optim", judge_optim);

}  // namespace
}  // namespace conformance
