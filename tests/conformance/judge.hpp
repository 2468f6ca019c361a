#pragma once
#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

/// What the kinds of cases have in common: `conformance KIND DIR_OR_FILE...`.
namespace conformance {

enum class Outcome { ok, fail, skip };

/// What is said of one case, on a line.
struct Verdict {
  std::string name;
  Outcome outcome = Outcome::ok;
  double deviation = 0;  ///< the worst one
  std::string where;     ///< of it; or why the case failed or was skipped
};
using Verdicts = std::vector<Verdict>;

/// Reads one file and judges what it holds. What it throws becomes a FAIL that names the file.
using Judge = Verdicts (*)(const std::filesystem::path& file);

/// A kind of cases registers itself, at namespace scope:     const Kind ops("ops", judge_ops);
class Kind {
 public:
  Kind(std::string_view name, Judge judge);
};

/// Compares what xgrad says with what is expected, and remembers the worst deviation and the first failure.
class Case {
 public:
  explicit Case(std::string name) { verdict_.name = std::move(name); }

  /// Numbers within a tolerance, relative to the expected one; absolute where that is smaller than `absolute_below`.
  /// NaN equals NaN, infinities equal themselves.
  void near(const std::string& where, double got, double expected, double tolerance, double absolute_below);
  /// The same for each entry.
  void near(const std::string& where, const std::vector<double>& got, const std::vector<double>& expected,
            double tolerance, double absolute_below);
  /// Values that must be equal; they print themselves if they are not.
  template <class T> void same(const std::string& where, const T& got, const T& expected) {
    if (!(got == expected)) fail(where + ": " + text(got) + ", expected " + text(expected));
  }
  /// Something that must hold.
  void check(bool holds, const std::string& failure) {
    if (!holds) fail(failure);
  }
  void fail(const std::string& why);
  void skip(const std::string& why);

  bool has_failed() const { return verdict_.outcome == Outcome::fail; }
  Verdict verdict() const { return verdict_; }

 private:
  template <class T> static std::string text(const T& value) { return nlohmann::json(value).dump(); }
  static std::string text(const std::string& value) { return value; }

  Verdict verdict_;
  std::string worst_;
};

/// The JSON in a file; NaN, Infinity and -Infinity, which Python writes, become the strings "nan", "inf" and "-inf".
/// Throws std::runtime_error with the path.
nlohmann::json read_json(const std::filesystem::path& file);

/// A number, or one of "nan", "inf", "-inf" ("NaN", "Infinity", "-Infinity"). Throws std::runtime_error for anything
/// else.
double number(const nlohmann::json& value);
/// All numbers of a nested list, row-major.
std::vector<double> numbers(const nlohmann::json& value);
/// The extents of a nested list, outermost first, by its first entries.
std::vector<std::int64_t> extents(const nlohmann::json& value);

/// The SHA-256 digest of bytes, in hexadecimal digits.
std::string sha256(const void* bytes, std::size_t size);

}  // namespace conformance
