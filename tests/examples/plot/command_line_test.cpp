#include <doctest/doctest.h>
#include <iostream>
#include <new>
#include <sstream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/command_line.hpp>
#include <xgrad/examples/plot/language.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad {
namespace {

/// Takes what is written to std::cout and std::cerr.
class Captured {
 public:
  std::string text() const { return text_.str(); }
  ~Captured() {
    std::cout.rdbuf(out_);
    std::cerr.rdbuf(err_);
  }

 private:
  std::ostringstream text_;
  std::streambuf *out_ = std::cout.rdbuf(text_.rdbuf()), *err_ = std::cerr.rdbuf(text_.rdbuf());
};

struct Example {
  std::int64_t epochs = 500;
  std::vector<std::int64_t> hidden = {50};
  double rate = 0.1;
  std::int64_t seed = 0;
  plot::OwnData data;
  bool ran = false;
  plot::CommandLine line{"digits", {"Recognizes digits.", "识别数字。"}};

  int run(std::vector<const char*> arguments) {
    line.option("--epochs", epochs, {"epochs at most", "最多几轮"}, 1, 1000)
        .option("--hidden", hidden, {"neurons", "神经元"}, 1, 1000);
    line.option("--lr", rate, {"learning rate", "学习率"}, 1e-3, 1.0).option(data).seed(seed, {"of it", "它的"});
    arguments.insert(arguments.begin(), "digits");
    return line.run(static_cast<int>(arguments.size()), arguments.data(), [this] { ran = true; });
  }
};

}  // namespace

TEST_CASE("options: what all examples have, and their own") {
  Example plain, all;
  CHECK(plain.run({}) == 0);
  CHECK(plain.ran);
  CHECK(plain.line.out() == "out/digits");
  CHECK(plain.line.format() == plot::Format::png);
  CHECK(!plain.line.quick());
  CHECK(all.run({"--out", "图 片", "--svg", "--quick", "--epochs", "7", "--hidden", "64,32"}) == 0);
  CHECK(all.line.out() == "图 片");
  CHECK(all.line.format() == plot::Format::svg);
  CHECK(all.line.quick());
  CHECK(all.epochs == 7);
  CHECK(all.hidden == std::vector<std::int64_t>{64, 32});
}

TEST_CASE("--help shows defaults and runs nothing; what is not understood is said, with exit code 2") {
  const Captured captured;
  Example help, unknown, text;
  CHECK(help.run({"--help"}) == 0);
  CHECK(!help.ran);
  for (const char* part : {"Recognizes digits.", "--epochs", "500", "--out", "out/digits"}) {
    CHECK_MESSAGE(captured.text().find(part) != std::string::npos, part);
  }
  CHECK(unknown.run({"--epoch", "7"}) == 2);
  CHECK(captured.text().find("--epoch") != std::string::npos);
  CHECK(text.run({"--epochs", "many"}) == 2);
  CHECK(!(unknown.ran || text.ran));
}

TEST_CASE("--help speaks the language that is asked for, wherever that stands") {
  for (const auto& arguments : {std::vector<const char*>{"--lang", "zh", "--help"}, {"--help", "--lang=zh"}}) {
    const Captured captured;
    Example help;
    CHECK(help.run(arguments) == 0);
    for (const char* part : {"识别数字。", "最多几轮", "用法", "选项", "图片", "500"})
      CHECK_MESSAGE(captured.text().find(part) != std::string::npos, part);
    for (const char* part : {"epochs at most", "Usage", "Options", "folder"})
      CHECK_MESSAGE(captured.text().find(part) == std::string::npos, part);
  }
}

TEST_CASE("arguments out of range: exit code 2, the option is named, nothing runs") {
  const std::vector<const char*> rows[] = {
      {"--epochs", "-5"},   {"--epochs", "0"},     {"--epochs", "99999999999999999999"},
      {"--epochs", "1.5"},  {"--epochs", ""},      {"--epochs", "1001"},
      {"--hidden", "0"},    {"--hidden", "64,0"},  {"--hidden", "99999999999"},
      {"--hidden", "64,x"}, {"--lr", "nan"},       {"--lr", "0"},
      {"--lr", "inf"},      {"--seed", "-1"},      {"--seed", "4294967296"},
      {"--lang", "fr"},     {"--delimiter", "ab"}, {"--delimiter", ""},
      {"--target", "a"},    {"--no-header"},       {"--data", ""},
  };
  for (const auto& row : rows) {
    const Captured captured;
    Example example;
    CAPTURE(row[0]);
    CHECK(example.run(row) == 2);
    CHECK(captured.text().find(row[0]) != std::string::npos);
    CHECK(!example.ran);
  }
  Example least, own;
  CHECK(least.run({"--epochs", "1", "--hidden", "1000,1", "--lr", "1e-3", "--seed", "4294967295"}) == 0);
  CHECK(own.run({"--data", "数据.csv", "--target", "3", "--no-header", "--delimiter", "tab"}) == 0);
  CHECK(own.data.file == "数据.csv");
  CHECK(own.data.no_header);
}

TEST_CASE("options that need or exclude one another") {
  const std::pair<std::vector<const char*>, const char*> rows[] = {
      {{"digits", "--gate", "AND"}, "--gate requires --step"},
      {{"digits", "--step", "--data", "a.csv"}, "--step excludes --data"},
      {{"digits", "--step", "--gate", "AND"}, ""}};
  for (const auto& [arguments, said] : rows) {
    const Captured captured;
    plot::CommandLine line("digits", {"Recognizes digits.", "识别数字。"});
    std::string gate = "XOR";
    bool step = false;
    plot::OwnData data;
    line.option("--gate", gate, {"which", "哪个"}).flag("--step", step, {"slowly", "慢"}).option(data);
    line.needs("--gate", "--step").excludes("--step", "--data");
    CHECK(line.run(static_cast<int>(arguments.size()), arguments.data(), [] {}) == (*said ? 2 : 0));
    CHECK(captured.text().find(said) == 0);
  }
}

TEST_CASE("--lang chooses the texts") {
  Example zh, en;
  CHECK(zh.run({"--lang", "zh"}) == 0);
  CHECK(plot::text("loss", "损失") == "损失");
  CHECK(en.run({}) == 0);
  CHECK(plot::text("loss", "损失") == "loss");
}

TEST_CASE("an example that runs out of memory says what to do") {
  const Captured captured;
  const char* const arguments[] = {"digits"};
  plot::CommandLine line("digits", {"", ""});
  CHECK(line.run(1, arguments, [] { throw std::bad_alloc(); }) == 1);
  CHECK(captured.text() == "digits: there is not enough memory: choose a smaller network or fewer data\n");
}

TEST_CASE("an example that throws: its message, exit code 1") {
  const Captured captured;
  const char* const arguments[] = {"digits"};
  plot::CommandLine line("digits", {"", ""});
  CHECK(line.run(1, arguments, [] { throw IoError("writing a", "no space"); }) == 1);
  CHECK(captured.text() == "digits: writing a: no space\n");
}

}  // namespace xgrad
