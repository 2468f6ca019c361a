#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>
#include <xgrad/examples/plot/gnuplot.hpp>

namespace xgrad::plot {

/// An example's options: its own, and those that all of them have (--out, --svg, --quick, --help).
///
///     CommandLine line("digits", "Recognizes handwritten digits.");
///     line.option("--epochs", epochs, "epochs at most");
///     return line.run(argc, argv, [&] { ... });
class CommandLine {
 public:
  CommandLine(const std::string& name, const std::string& description);
  ~CommandLine();

  /// A variable that an option sets; its value so far is the default that --help shows.
  CommandLine& option(const std::string& names, std::int64_t& value, const std::string& help);
  CommandLine& option(const std::string& names, double& value, const std::string& help);
  CommandLine& option(const std::string& names, std::string& value, const std::string& help);
  /// Several numbers: --hidden 64,32
  CommandLine& option(const std::string& names, std::vector<std::int64_t>& value, const std::string& help);
  CommandLine& flag(const std::string& names, bool& value, const std::string& help);

  /// Reads the arguments, then runs the example. Returns main's value: 0, 1 if it threw (the message goes to stderr),
  /// 2 for arguments that are not understood.
  int run(int argc, const char* const* argv, const std::function<void()>& example);

  const std::filesystem::path& out() const { return out_; }  ///< --out: the pictures' folder, out/NAME by default
  Format format() const { return svg_ ? Format::svg : Format::png; }
  bool quick() const { return quick_; }  ///< --quick: a short run, to see that it works

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::string name_;
  std::filesystem::path out_;
  bool svg_ = false, quick_ = false;
};

}  // namespace xgrad::plot
