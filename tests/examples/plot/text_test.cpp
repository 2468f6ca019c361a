#include <doctest/doctest.h>
#include <cmath>
#include <limits>
#include <xgrad/examples/plot/text.hpp>

namespace xgrad {

TEST_CASE("quoted: gnuplot sees nothing special in it") {
  const struct {
    const char *text, *quoted;
  } rows[] = {
      {"", "''"},
      {"it's", "'it''s'"},
      {"f'' and f'''", "'f'.\"''\".' and f'.\"'''\".''"},  // gnuplot 5.4 miscounts doubled ones
      {"100% `id` $x @m \"q\" \\n {a}_b^c", "'100% `id` $x @m \"q\" \\n {a}_b^c'"},
      {"two\nlines", "'two'.\"\\n\".'lines'"},
      {"tab\tbell\a", "'tab bell '"},
      {"手写数字", "'手写数字'"},
  };
  for (const auto& [text, quoted] : rows) CHECK(plot::quoted(text) == quoted);
  CHECK(plot::quoted_tic("50%") == "'50%%'");
}

TEST_CASE("csv_field") {
  CHECK(plot::csv_field("plain text") == "plain text");
  CHECK(plot::csv_field("a,b") == "\"a,b\"");
  CHECK(plot::csv_field("say \"x\"\n") == "\"say \"\"x\"\"\n\"");
}

TEST_CASE("number: all digits that matter, NaN for what is not finite") {
  CHECK(plot::number(0.1) == "0.1");
  CHECK(plot::number(1.0 / 3.0) == "0.3333333333333333");
  CHECK(plot::number(-1e-300) == "-1e-300");
  CHECK(plot::number(std::numeric_limits<double>::infinity()) == "NaN");
  CHECK(plot::number(std::nan("")) == "NaN");
}

TEST_CASE("text_width: the longest line, Chinese letters as wide as they are") {
  CHECK(plot::text_width("") == 0);
  CHECK(plot::text_width("0123456789") == 100);
  CHECK(plot::text_width("0123456789\n01234", 6) == 50);
  CHECK(plot::text_width("手写数字") == 64);
}

}  // namespace xgrad
