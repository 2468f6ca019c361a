#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cmath>
#include <exception>
#include <iostream>
#include <new>
#include <string_view>
#include <utility>
#include <vector>
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

CLI::Validator a_name() {
  return CLI::Validator(
      [](const std::string& text) { return std::string(text.empty() ? "a file's name is missing" : ""); }, "");
}

/// --help is answered while arguments are read, so before --lang is.
bool asks_for_chinese(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--lang=zh" || (word == "--lang" && i + 1 < argc && argv[i + 1] == std::string_view("zh"))) return true;
  }
  return false;
}

}  // namespace

/// CLI11's, that says everything in either language.
struct CommandLine::Parser : CLI::App {
  Parser(const std::string& name, Words description) : CLI::App(description.en, name), about(std::move(description)) {
    help.emplace_back(get_option("--help"), Words{"print this and exit", "显示这些说明"});
  }

  template <class T> CLI::Option* add(const std::string& names, T& value, const Words& words) {
    CLI::Option* option = add_option(names, value, words.en);
    help.emplace_back(option, words);
    return option->capture_default_str();
  }
  void add(const std::string& names, bool& value, const Words& words) {
    help.emplace_back(add_flag(names, value, words.en), words);
  }
  void speak_chinese() {
    description(about.zh);
    for (auto& [option, words] : help) option->description(words.zh);
    for (auto& [option, words] : help) option->group("选项");
    const auto words = std::make_shared<CLI::Formatter>();  // types stay as they are, for the columns' sake
    words->label("Usage", "用法");
    words->label("OPTIONS", "选项");
    formatter(words);
  }

  /// CLI11's own needs() and excludes() would say so amid the columns of --help.
  void check_pairs() const {
    const auto is_given = [&](const std::string& name) { return get_option(name)->count() > 0; };
    for (const auto& [name, other] : needed)
      if (is_given(name) && !is_given(other)) throw CLI::RequiresError(name, other);
    for (const auto& [name, other] : excluded)
      if (is_given(name) && is_given(other)) throw CLI::ExcludesError(name, other);
  }

  Words about;
  std::vector<std::pair<CLI::Option*, Words>> help;
  std::vector<std::pair<std::string, std::string>> needed, excluded;
};

CommandLine::CommandLine(const std::string& name, Words description)
    : parser_(std::make_unique<Parser>(name, std::move(description))), name_(name), out_("out/" + name) {}

CommandLine::~CommandLine() = default;

CommandLine& CommandLine::option(const std::string& names, std::int64_t& value, const Words& help, std::int64_t least,
                                 std::int64_t most) {
  parser_->add(names, value, help)->check(within(least, most));
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, double& value, const Words& help, double least,
                                 double most) {
  parser_->add(names, value, help)->check(within(least, most));
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, std::string& value, const Words& help) {
  parser_->add(names, value, help);
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, std::string& value, const Words& help,
                                 const std::vector<std::string>& words) {
  parser_->add(names, value, help)->check(CLI::IsMember(words));
  return *this;
}
CommandLine& CommandLine::option(const std::string& names, std::vector<std::int64_t>& value, const Words& help,
                                 std::int64_t least, std::int64_t most) {
  parser_->add(names, value, help)->delimiter(',')->check(within(least, most));
  return *this;
}
CommandLine& CommandLine::option(OwnData& data) {
  parser_->add("--data", data.file, {"a CSV file of yours to learn from instead", "改从你自己的 CSV 文件学习"})
      ->check(a_name());
  parser_->add("--target", data.target,
               {"its column to be predicted: a name, or a number from 1 (default: the last)",
                "要预测的列：列名，或从 1 数起的列号（默认：最后一列）"});
  parser_->add("--no-header", data.no_header, {"its first line is data, not names", "首行就是数据，不是列名"});
  parser_->add("--delimiter", data.delimiter, {"what separates its fields: , ; tab ...", "字段的分隔符：, ; tab ……"})
      ->check(one_character());
  return needs("--target", "--data").needs("--no-header", "--data").needs("--delimiter", "--data");
}
CommandLine& CommandLine::needs(const std::string& name, const std::string& other) {
  parser_->needed.emplace_back(name, other);
  return *this;
}
CommandLine& CommandLine::excludes(const std::string& name, const std::string& other) {
  parser_->excluded.emplace_back(name, other);
  return *this;
}
CommandLine& CommandLine::flag(const std::string& names, bool& value, const Words& help) {
  parser_->add(names, value, help);
  return *this;
}
CommandLine& CommandLine::seed(std::int64_t& value, const Words& help) {
  return option("--seed", value, help, 0, 4294967295);
}

int CommandLine::run(int argc, const char* const* argv, const std::function<void()>& example) {
  parser_->add("--out", out_, {"folder for the pictures, made if it is not there", "图片所在的文件夹，没有就新建"});
  parser_->add("--svg", svg_, {"pictures as SVG, not PNG", "图片用 SVG，不用 PNG"});
  option("--lang", lang_, {"language of what is printed and drawn", "文字与图片的语言"}, {"en", "zh"});
  parser_->add("--quick", quick_, {"a short run, to see that it works", "只跑一小段，看看能否运行"});
  if (asks_for_chinese(argc, argv)) parser_->speak_chinese();
  try {
    parser_->parse(argc, argv);
    parser_->check_pairs();
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
