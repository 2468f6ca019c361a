#include <doctest/doctest.h>
#include <algorithm>
#include <sstream>
#include <string>
#include <xgrad/examples/plot/progress.hpp>

namespace xgrad {

using plot::Epochs;
using plot::Progress;

TEST_CASE("progress bar: as wide as there is room, never wider") {
  const Epochs now = {.done = 125, .planned = 500, .loss = 0.04125, .seconds = 4, .samples = 250000};
  CHECK(plot::progress_bar(now, 100) ==
        "epoch 125/500 [========>                         ]  25%  loss 0.04125    ETA 0:12    62.5k samples/s");
  CHECK(plot::progress_bar(now, 70) == "epoch 125/500 [=====>               ]  25%  loss 0.04125    ETA 0:12  ");
  CHECK(plot::progress_bar(now, 40) == "epoch 125/500 [====>              ]  25%");
  CHECK(plot::progress_bar(now, 20) == "epoch 125/500");
  CHECK(plot::progress_bar(now, 5) == "epoch");
  for (int width = 0; width < 200; ++width) CHECK(static_cast<int>(plot::progress_bar(now, width).size()) <= width);
}

TEST_CASE("progress bar: beginning, end, and numbers of any size") {
  CHECK(plot::progress_bar({.done = 0, .planned = 9}, 60).find("epoch 0/9 [>") == 0);
  CHECK(plot::progress_bar({.done = 9, .planned = 9, .seconds = 1}, 32) == "epoch 9/9 [===============] 100%");
  CHECK(plot::progress_line({.done = 1, .planned = 100000, .loss = 1e9, .seconds = 0.5, .samples = 1e6}) ==
        "epoch      1/100000  loss 1e+09        2M samples/s  ETA 13:53:20");
  CHECK(plot::progress_line({.done = 0, .planned = 3}) == "epoch 0/3  loss 0             - samples/s  ETA -");
}

TEST_CASE("progress: more done than planned, as with warm starts") {
  const Epochs now = {.done = 12, .planned = 9, .loss = 0.5, .seconds = 2, .samples = 1000};
  CHECK(plot::progress_line(now) == "epoch 12  loss 0.5         500 samples/s");
  CHECK(plot::progress_bar(now, 60) == "epoch 12 [================]  loss 0.5          500 samples/s");
}

TEST_CASE("not on a terminal: plain lines, one for the first epoch and for every tenth") {
  std::ostringstream out;
  {
    Progress progress(40, out, Progress::Display::lines);
    for (int epoch = 1; epoch <= 30; ++epoch) CHECK(progress.epoch(epoch, 1.0 / epoch, 100 * epoch));
    progress.finish();
  }
  const std::string text = out.str();
  CHECK(text.find("epoch  1/40  loss 1 ") == 0);
  for (const char* line : {"\nepoch  4/40 ", "\nepoch 28/40 ", "\n30 epochs in 0.0 s, loss 0.03333, "}) {
    CHECK_MESSAGE(text.find(line) != std::string::npos, line);
  }
  CHECK(std::count(text.begin(), text.end(), '\n') == 9);
  CHECK(text.find_first_of("\r\x1b") == std::string::npos);
}

TEST_CASE("on a terminal: one line drawn over, few times, and the cursor at a line's beginning at the end") {
  std::ostringstream out;
  {
    Progress progress(100000, out, Progress::Display::bar);
    for (int epoch = 1; epoch <= 1000; ++epoch) progress.epoch(epoch, 0.5, 100 * epoch);
  }
  const std::string text = out.str();
  CHECK(text.find("\repoch      1/100000 [>") == 0);
  CHECK(std::count(text.begin(), text.end(), '\r') < 100);
  CHECK(std::count(text.begin(), text.end(), '\n') == 1);
  CHECK(text.back() == '\n');
}

}  // namespace xgrad
