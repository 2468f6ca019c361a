#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>
#include <xgrad/examples/plot/gnuplot.hpp>
#include <xgrad/examples/plot/own_data.hpp>

namespace xgrad::plot {

/// What --help says, in both languages: {"epochs at most", "最多几轮"}
struct Words {
  std::string en, zh;
};

/// An example's options: its own, and those that all of them have (--out, --svg, --lang, --quick, --help).
///
///     CommandLine line("digits", {"Recognizes handwritten digits.", "识别手写数字。"});
///     line.option("--epochs", epochs, {"epochs at most", "最多几轮"}, 1, 100000);
///     return line.run(argc, argv, [&] { ... });
class CommandLine {
 public:
  /// The program's name, and what it does, in a sentence.
  CommandLine(const std::string& name, Words description);
  ~CommandLine();

  /// A whole number that an option sets, from `least` to `most`; its value so far is the default that --help shows.
  CommandLine& option(const std::string& names, std::int64_t& value, const Words& help, std::int64_t least,
                      std::int64_t most);
  /// A finite number, likewise.
  CommandLine& option(const std::string& names, double& value, const Words& help, double least, double most);
  /// A text.
  CommandLine& option(const std::string& names, std::string& value, const Words& help);
  /// One of several words.
  CommandLine& option(const std::string& names, std::string& value, const Words& help,
                      const std::vector<std::string>& words);
  /// Several whole numbers, at least one, each from `least` to `most`: --hidden 64,32
  CommandLine& option(const std::string& names, std::vector<std::int64_t>& value, const Words& help, std::int64_t least,
                      std::int64_t most);
  /// --data and what says how to read it.
  CommandLine& option(OwnData& data);
  /// That one is of no use without the other, or together with it: then exit status 2.
  CommandLine& needs(const std::string& name, const std::string& other);
  CommandLine& excludes(const std::string& name, const std::string& other);
  /// True if it is given.
  CommandLine& flag(const std::string& names, bool& value, const Words& help);
  /// --seed: from 0 to 2^32 - 1.
  CommandLine& seed(std::int64_t& value, const Words& help);

  /// Reads the arguments, then runs the example. Returns main's value: 0, 1 if it threw (the message goes to stderr),
  /// 2 for arguments that are not understood or out of range (the message names the option).
  int run(int argc, const char* const* argv, const std::function<void()>& example);

  const std::filesystem::path& out() const { return out_; }  ///< --out: the pictures' folder, out/NAME by default
  Format format() const { return svg_ ? Format::svg : Format::png; }  ///< --svg
  bool quick() const { return quick_; }                               ///< --quick: a short run, to see that it works

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::string name_, lang_ = "en";
  std::filesystem::path out_;
  bool svg_ = false, quick_ = false;
};

}  // namespace xgrad::plot
