#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <vector>
#include <xgrad/examples/plot/progress.hpp>

namespace xgrad::plot {
namespace {

constexpr auto between_drawings = std::chrono::milliseconds(50);

/// 950, 61.2k, 1.25M
std::string short_number(double value) {
  if (value < 999.5) return fmt::format("{:.0f}", value);
  return value < 999.5e3 ? fmt::format("{:.3g}k", value / 1e3) : fmt::format("{:.3g}M", value / 1e6);
}

/// Below ten seconds with a tenth, else 0:12 or 1:02:03.
std::string duration(double seconds) {
  if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::min(std::round(seconds), 3.6e8));
  const std::int64_t hours = whole / 3600, minutes = whole / 60 % 60;
  if (hours > 0) return fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60);
  return fmt::format("{}:{:02}", minutes, whole % 60);
}

std::string epoch_of(const Epochs& now) {
  // Where more are done than were planned (warm starts), there is no end to speak of.
  if (now.done > now.planned) return fmt::format("epoch {}", now.done);
  const std::string planned = fmt::format("{}", now.planned);
  return fmt::format("epoch {:>{}}/{}", now.done, planned.size(), planned);
}
// Of fixed widths: from one drawing to the next nothing moves but what changes.
std::string loss_of(const Epochs& now) { return fmt::format("loss {:<9}", fmt::format("{:.4g}", now.loss)); }
std::string speed_of(const Epochs& now) {
  return fmt::format("{:>5} samples/s", now.seconds > 0 ? short_number(now.samples / now.seconds) : "-");
}
std::string rest_of(const Epochs& now) {
  const double epochs_left = static_cast<double>(std::max<std::int64_t>(now.planned - now.done, 0));
  const double seconds = now.seconds / static_cast<double>(now.done) * epochs_left;
  return fmt::format("ETA {:<6}", now.done > 0 ? duration(seconds) : "-");
}

double share_of(const Epochs& now) {
  return now.planned > 0 ? std::clamp(static_cast<double>(now.done) / static_cast<double>(now.planned), 0.0, 1.0) : 0;
}

int terminal_width() {
  winsize window = {};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : 80;
}

bool is_terminal() {
  const char* kind = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && kind && std::string_view(kind) != "dumb";
}

}  // namespace

std::string progress_bar(const Epochs& now, int width) {
  constexpr int shortest = 10, longest = 40;
  const std::string head = epoch_of(now);
  std::string tail;
  auto room = [&](std::string_view text) { return width - static_cast<int>(head.size() + tail.size() + text.size()); };
  // What matters most comes first; the bar takes what is left.
  std::vector<std::string> parts = {"  " + loss_of(now), "  " + speed_of(now)};
  if (now.done <= now.planned) {
    parts.insert(parts.begin(), fmt::format(" {:3.0f}%", 100 * share_of(now)));
    parts.insert(parts.begin() + 2, "  " + rest_of(now));
  }
  for (const std::string& part : parts) {
    if (room(part) >= shortest + 3) tail += part;  // " [" and "]"
  }
  const int length = std::min(room(""), longest + 3) - 3;
  if (length < shortest) return (head + tail).substr(0, static_cast<std::size_t>(std::max(width, 0)));
  std::string bar(static_cast<std::size_t>(length), ' ');
  const auto filled = static_cast<std::size_t>(std::floor(share_of(now) * length));
  std::fill_n(bar.begin(), filled, '=');
  if (filled < bar.size()) bar[filled] = '>';
  return fmt::format("{} [{}]{}", head, bar, tail);
}

std::string progress_line(const Epochs& now) {
  const std::string line = fmt::format("{}  {} {}  {}", epoch_of(now), loss_of(now), speed_of(now),
                                       now.done > now.planned ? "" : rest_of(now));
  return line.substr(0, line.find_last_not_of(' ') + 1);
}

Progress::Progress(std::int64_t epochs) : Progress(epochs, std::cout, is_terminal() ? Display::bar : Display::lines) {}

Progress::Progress(std::int64_t epochs, std::ostream& out, Display display)
    : out_(out), display_(display), now_{.planned = epochs} {}

Progress::~Progress() {
  if (bar_stands_) out_ << std::endl;
}

bool Progress::epoch(std::int64_t done, double loss, std::int64_t samples) {
  const Clock::time_point time = Clock::now();
  now_.done = done;
  now_.loss = loss;
  now_.seconds = std::chrono::duration<double>(time - start_).count();
  now_.samples = static_cast<double>(samples);
  if (display_ == Display::lines) {
    show_line();
  } else if (time - drawn_ >= between_drawings || done == now_.planned) {
    drawn_ = time;
    show_bar();
  }
  return true;
}

/// One write over what stands there: clearing the line first would flicker.
void Progress::show_bar() {
  out_ << "\r" + progress_bar(now_, terminal_width() - 1) + "\x1b[K" << std::flush;
  bar_stands_ = true;
}

void Progress::show_line() {
  const std::int64_t tenths = now_.planned > 0 ? 10 * now_.done / now_.planned : 0;
  if (now_.done > 1 && tenths <= tenths_) return;
  tenths_ = tenths;
  out_ << progress_line(now_) << std::endl;
}

void Progress::finish() {
  if (bar_stands_) out_ << "\r\x1b[K";
  bar_stands_ = false;
  out_ << fmt::format("{} epochs in {}, loss {:.4g}, {} samples/s\n", now_.done, duration(now_.seconds), now_.loss,
                      now_.seconds > 0 ? short_number(now_.samples / now_.seconds) : "-")
       << std::flush;
}

}  // namespace xgrad::plot
