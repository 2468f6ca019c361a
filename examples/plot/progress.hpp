#pragma once
#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>

namespace xgrad::plot {

/// Where a training is.
struct Epochs {
  std::int64_t done = 0, planned = 0;
  double loss = 0;
  double seconds = 0;  ///< since the beginning
  double samples = 0;  ///< seen since then
};

/// A bar of at most `width` columns, with what there is room for:
///     epoch 125/500 [=====>               ]  25%  loss 0.04125    ETA 1.5 s    612k samples/s
std::string progress_bar(const Epochs& now, int width);
/// The same without a bar:
///     epoch 125/500  loss 0.04125     612k samples/s  ETA 1.5 s
std::string progress_line(const Epochs& now);

/// Shows a training's progress on std::cout: a bar on a terminal, drawn anew at most 20 times a second; otherwise (a
/// pipe, a file, TERM=dumb) a line after the first epoch and for every tenth of those planned.
///
///     Progress progress(500);                               // epochs at most
///     for (...) progress.epoch(done, loss, samples);
///     progress.finish();                                    // 187 epochs in 1.1 s, loss 0.004779, 243k samples/s
class Progress {
 public:
  enum class Display { bar, lines };

  explicit Progress(std::int64_t epochs);
  Progress(std::int64_t epochs, std::ostream& out, Display display);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// Leaves the cursor at the beginning of a line, whatever happened.
  ~Progress();

  /// After epoch `done`, the first being 1, and so many samples in all. Returns true, as a callback may have to that
  /// lets the training go on.
  bool epoch(std::int64_t done, double loss, std::int64_t samples);
  /// Replaces the bar by a line that sums up.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  void show_bar();
  void show_line();

  std::ostream& out_;
  Display display_;
  Epochs now_;
  Clock::time_point start_ = Clock::now(), drawn_ = {};
  std::int64_t tenths_ = 0;  // lines written so far, but the first
  bool bar_stands_ = false;
};

}  // namespace xgrad::plot
