#include <doctest/doctest.h>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>
#include <xgrad/examples/plot/command_line.hpp>
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
  bool ran = false;
  plot::CommandLine line{"digits", "Recognizes digits."};

  int run(std::vector<const char*> arguments) {
    line.option("--epochs", epochs, "epochs at most").option("--hidden", hidden, "neurons");
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

TEST_CASE("an example that throws: its message, exit code 1") {
  const Captured captured;
  const char* const arguments[] = {"digits"};
  plot::CommandLine line("digits", "");
  CHECK(line.run(1, arguments, [] { throw IoError("writing a", "no space"); }) == 1);
  CHECK(captured.text() == "digits: writing a: no space\n");
}

}  // namespace xgrad
