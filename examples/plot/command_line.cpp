#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cmath>
#include <exception>
#include <iostream>
#include <new>
#include <xgrad/examples/plot/command_line.hpp>
#include <xgrad/examples/plot/language.hpp>

namespace xgrad::plot {
namespace {

/// CLI11's own Range speaks of no option and passes NaN; this one is a number as a whole, within bounds.
template <class T> CLI::Validator within(T least, T most) {
  return CLI::Validator(
      [=](const std::string& text) -> std::string {
        T value{};
        const bool is_number = CLI::detail::lexical_cast(text, value);
        if (is_number && value >= least && value <= most) return {};
        const char* kind = std::is_integral_v<T> ? "a whole number" : "a number";
        return fmt::format("\"{}\" is not {} from {} to {}", text, kind, least, most);
      },
      "");
}

CLI::Validator one_character() {
  return CLI::Validator(
      [](const std::string& text) -> std::string {
        if (text.size() == 1 || text == "\\t" || text == "tab") return {};
        return fmt::format("\"{}\" is not one character, such as , or ; (or tab)", text);
      },
      "");
}

}  // namespace

struct CommandLine::Parser : CLI::App {
  using CLI::App::App;
};

CommandLine::CommandLine(const std::string& name, const std::string& description)
    : parser_(std::make_unique<Parser>(description, name)), name_(name), out_("out/" + name) {}

CommandLine::~CommandLine() = default;

CommandLine& CommandLine::option(const std::string& names, std::int64_t& value, const std::string& help,
                                 std::int64_t least, std::int64_t most) {
  parser_->add_option(names, value, help)->check(within(least, most))->capture_default_str();
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, double& value, const std::string& help, double least,
                                 double most) {
  parser_->add_option(names, value, help)->check(within(least, most))->capture_default_str();
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, std::string& value, const std::string& help) {
  parser_->add_option(names, value, help)->capture_default_str();
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, std::string& value, const std::string& help,
                                 const std::vector<std::string>& words) {
  parser_->add_option(names, value, help)->check(CLI::IsMember(words))->capture_default_str();
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, std::vector<std::int64_t>& value, const std::string& help,
                                 std::int64_t least, std::int64_t most) {
  parser_->add_option(names, value, help)->delimiter(',')->check(within(least, most))->capture_default_str();
  return *this;
}
CommandLine& CommandLine::option(OwnData& data) {
  parser_->add_option("--data", data.file, "a CSV file of yours to learn from instead");
  parser_->add_option("--target", data.target,
                      "its column to be predicted: a name, or a number from 1 (default: the last)");
  parser_->add_flag("--no-header", data.no_header, "its first line is data, not names");
  parser_->add_option("--delimiter", data.delimiter, "what separates its fields: , ; tab ...")
      ->check(one_character())
      ->capture_default_str();
  return *this;
}
CommandLine& CommandLine::flag(const std::string& names, bool& value, const std::string& help) {
  parser_->add_flag(names, value, help);
  return *this;
}
CommandLine& CommandLine::seed(std::int64_t& value, const std::string& help) {
  return option("--seed", value, help, 0, 4294967295);
}

int CommandLine::run(int argc, const char* const* argv, const std::function<void()>& example) {
  parser_->add_option("--out", out_, "folder for the pictures, made if it is not there")->capture_default_str();
  parser_->add_flag("--svg", svg_, "pictures as SVG, not PNG");
  option("--lang", lang_, "language of what is printed and drawn", {"en", "zh"});
  parser_->add_flag("--quick", quick_, "a short run, to see that it works");
  try {
    parser_->parse(argc, argv);
    for (const char* name : {"--target", "--no-header", "--delimiter"}) {
      const CLI::Option* data = parser_->get_option_no_throw("--data");
      const CLI::Option* other = parser_->get_option_no_throw(name);
      if (data && other && other->count() > 0 && data->count() == 0) throw CLI::RequiresError(name, "--data");
    }
  } catch (const CLI::ParseError& problem) {
    return parser_->exit(problem) == 0 ? 0 : 2;  // --help is 0
  }
  set_language(lang_ == "zh" ? Language::zh : Language::en);
  std::string problem = "what was printed could not be written";
  try {
    example();
    std::cout.flush();
    if (std::cout) return 0;
  } catch (const std::bad_alloc&) {
    problem = text("there is not enough memory: choose a smaller network or fewer data",
                   "内存不足：请选用更小的网络或更少的数据");
  } catch (const std::exception& thrown) { problem = thrown.what(); }
  std::cout.flush();
  std::cerr << name_ << ": " << problem << "\n";
  return 1;
}

}  // namespace xgrad::plot
