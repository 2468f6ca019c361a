#include <fmt/format.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string_view>
#include <xgrad/examples/plot/album.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad::plot {
namespace {

constexpr std::string_view remedy = "choose another folder with --out";

/// Writes beside and renames, so that half a file never stands where a good one was.
void write(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path beside = path;
  beside += fmt::format(".{}.part", ::getpid());
  errno = 0;
  std::ofstream file(beside, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  std::error_code error(errno, std::generic_category());
  if (!file.fail()) std::filesystem::rename(beside, path, error);
  if (!file.fail() && !error) return;
  const std::string reason = error.message();
  std::filesystem::remove(beside, error);
  throw IoError(fmt::format("writing {}", path.string()), reason, {}, remedy);
}

void make_writable_folder(const std::filesystem::path& folder) {
  const std::string what = fmt::format("writing pictures into {}", folder.string());
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw IoError(what, error.message(), {}, remedy);
  const auto probe = folder / fmt::format(".writable.{}", ::getpid());
  errno = 0;
  const bool made = std::ofstream(probe).is_open();
  if (!made) throw IoError(what, std::strerror(errno), {}, remedy);
  std::filesystem::remove(probe, error);
}

}  // namespace

Album::Album(std::filesystem::path folder, Format format) : Album(std::move(folder), format, std::cout) {}

Album::Album(std::filesystem::path folder, Format format, std::ostream& messages)
    : folder_(std::move(folder)), format_(format), messages_(messages) {
  make_writable_folder(folder_);
}

void Album::add(const std::string& name, const Figure& figure) {
  const auto gnuplot = find_gnuplot();
  const Drawing drawing = gnuplot.empty() ? Drawing{"", "no gnuplot in PATH"} : draw(gnuplot, figure, format_);
  if (!drawing.problem.empty()) hint(drawing.problem);
  const std::string suffix = !drawing.problem.empty() ? ".csv" : format_ == Format::png ? ".png" : ".svg";
  const auto path = folder_ / (name + suffix);
  write(path, drawing.problem.empty() ? drawing.picture : figure.csv());
  messages_ << "  " << path.string() << std::endl;
}

void Album::hint(const std::string& problem) {
  if (problem == hinted_) return;
  hinted_ = problem;
  messages_ << "No pictures (" << problem << "), their numbers as CSV files instead.\n"
            << "To have pictures, install gnuplot (on Debian: apt-get install gnuplot-nox).\n";
}

}  // namespace xgrad::plot
