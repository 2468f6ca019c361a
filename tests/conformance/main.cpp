#include <fmt/format.h>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>

#include "judge.hpp"

namespace conformance {
namespace {

std::map<std::string, Judge, std::less<>>& kinds() {
  static std::map<std::string, Judge, std::less<>> all;
  return all;
}

std::string usage() {
  std::string names;
  for (const auto& [name, judge] : kinds()) names += (names.empty() ? "" : "|") + name;
  return fmt::format(
      "usage: conformance {} DIR_OR_FILE...\n"
      "  replays JSON cases (of a folder: all its .json files) and prints a line for each:\n"
      "  ok, FAIL or skip, its name, the worst deviation and where it is\n"
      "  exit code: 0 all passed, 1 some failed, 2 wrong arguments\n",
      names);
}

/// The files that are meant, in order. A path that is not there is kept: reading it says so.
std::vector<std::filesystem::path> files_of(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, error))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Verdicts judge_file(Judge judge, const std::filesystem::path& file) {
  try {
    return judge(file);
  } catch (const std::exception& e) { return {{file.filename().string(), Outcome::fail, 0, e.what()}}; } catch (...) {
    return {{file.filename().string(), Outcome::fail, 0, "an unknown exception"}};
  }
}

/// One line, whatever the text holds.
std::string on_one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

void print(const Verdict& v) {
  if (v.outcome == Outcome::skip)
    fmt::print("skip  {}  {}\n", v.name, on_one_line(v.where));
  else if (v.outcome == Outcome::fail)
    fmt::print("FAIL  {}  {}\n", v.name, on_one_line(v.where));
  else if (v.deviation == 0)
    fmt::print("ok    {}  exact\n", v.name);
  else
    fmt::print("ok    {}  {:.1e} at {}\n", v.name, v.deviation, v.where);
}

int run(Judge judge, const std::vector<std::filesystem::path>& paths) {
  std::size_t passed = 0, failed = 0, skipped = 0;
  auto count = [&](const Verdict& v) {
    print(v);
    ++(v.outcome == Outcome::ok ? passed : v.outcome == Outcome::fail ? failed : skipped);
  };
  for (const auto& path : paths) {
    const auto files = files_of(path);
    if (files.empty()) count({path.string(), Outcome::fail, 0, "the folder holds no .json file"});
    for (const auto& file : files) {
      for (const Verdict& v : judge_file(judge, file)) count(v);
      std::fflush(stdout);
    }
  }
  fmt::print("{} passed, {} failed", passed, failed);
  if (skipped > 0) fmt::print(", {} skipped", skipped);
  fmt::print("\n");
  return failed > 0 ? 1 : 0;
}

}  // namespace

Kind::Kind(std::string_view name, Judge judge) { kinds().emplace(name, judge); }

}  // namespace conformance

int main(int count, char** arguments) {
  using namespace conformance;
  const std::vector<std::string> given(arguments + 1, arguments + count);
  if (given.size() == 1 && (given[0] == "--help" || given[0] == "-h")) {
    fmt::print("{}", usage());
    return 0;
  }
  const auto kind = given.empty() ? kinds().end() : kinds().find(given[0]);
  if (kind == kinds().end() || given.size() < 2) {
    if (!given.empty() && kind == kinds().end()) fmt::print(stderr, "conformance: unknown kind '{}'\n", given[0]);
    fmt::print(stderr, "{}", usage());
    return 2;
  }
  return run(kind->second, {given.begin() + 1, given.end()});
}
