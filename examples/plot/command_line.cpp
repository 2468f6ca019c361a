#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <xgrad/examples/plot/command_line.hpp>

namespace xgrad::plot {

struct CommandLine::Parser : CLI::App {
  using CLI::App::App;
};

CommandLine::CommandLine(const std::string& name, const std::string& description)
    : parser_(std::make_unique<Parser>(description, name)), name_(name), out_("out/" + name) {}

CommandLine::~CommandLine() = default;

CommandLine& CommandLine::option(const std::string& names, std::int64_t& value, const std::string& help) {
  parser_->add_option(names, value, help)->capture_default_str();
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, double& value, const std::string& help) {
  parser_->add_option(names, value, help)->capture_default_str();
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, std::string& value, const std::string& help) {
  parser_->add_option(names, value, help)->capture_default_str();
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, std::vector<std::int64_t>& value, const std::string& help) {
  parser_->add_option(names, value, help)->delimiter(',')->capture_default_str();
  return *this;
}
CommandLine& CommandLine::flag(const std::string& names, bool& value, const std::string& help) {
  parser_->add_flag(names, value, help);
  return *this;
}

int CommandLine::run(int argc, const char* const* argv, const std::function<void()>& example) {
  parser_->add_option("--out", out_, "folder for the pictures, made if it is not there")->capture_default_str();
  parser_->add_flag("--svg", svg_, "pictures as SVG, not PNG");
  parser_->add_flag("--quick", quick_, "a short run, to see that it works");
  try {
    parser_->parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return parser_->exit(problem) == 0 ? 0 : 2;  // --help is 0
  }
  try {
    example();
    std::cout.flush();
    if (std::cout) return 0;
    std::cerr << name_ << ": what was printed could not be written\n";
  } catch (const std::exception& problem) {
    std::cout.flush();
    std::cerr << name_ << ": " << problem.what() << "\n";
  }
  return 1;
}

}  // namespace xgrad::plot
