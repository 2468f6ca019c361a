#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string_view>
#include <xgrad/examples/plot/album.hpp>
#include <xgrad/examples/plot/chinese.hpp>
#include <xgrad/examples/plot/language.hpp>
#include <xgrad/examples/plot/program.hpp>
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

const char* suffix_of(Format format) {
  return format == Format::png ? ".png" : format == Format::svg ? ".svg" : ".gif";
}

}  // namespace

Album::Album(std::filesystem::path folder, Format format) : Album(std::move(folder), format, std::cout) {}

Album::Album(std::filesystem::path folder, Format format, std::ostream& messages)
    : folder_(std::move(folder)), format_(format), messages_(messages) {
  make_writable_folder(folder_);
}

void Album::add(const std::string& name, const Figure& figure) {
  const auto gnuplot = find_gnuplot();
  const Format format = figure.frame_time() > 0 ? Format::gif : format_;
  const Drawing drawing = gnuplot.empty() ? Drawing{"", "no gnuplot in PATH"} : draw(gnuplot, figure, format);
  if (!drawing.problem.empty()) {
    hint(text("No pictures (", "没有图片（") + drawing.problem +
         text("), their numbers as CSV files instead.\n", "），改为把数据写成 CSV 文件。\n"));
    if (gnuplot.empty())
      hint(text("To have pictures, install gnuplot (on Debian: apt-get install gnuplot-nox).\n",
                "要得到图片，请安装 gnuplot（Debian：apt-get install gnuplot-nox）。\n"));
    return keep(name + ".csv", figure.csv());
  }
  if (has_chinese(figure.commands()) && chinese_font() == "")
    hint(text("No font has Chinese characters", "没有含中文字形的字体") +
         " (Debian: apt-get install fonts-wqy-microhei).\n");
  keep(name + suffix_of(format), drawing.picture);
}

void Album::add_dot(const std::string& name, const std::string& dot) {
  keep(name + ".dot", dot);
  const auto program = find_program("dot");
  const Ran ran = program.empty() ? Ran{"", "no dot in PATH"}
                                  : run_program(program, {format_ == Format::svg ? "-Tsvg" : "-Tpng"}, dot);
  if (ran.problem.empty()) return keep(name + suffix_of(format_), ran.output);
  hint(text("No drawing of the graph (", "没有画出计算图（") + ran.problem +
       text("). To have it, install Graphviz (on Debian: apt-get install graphviz).\n",
            "）。要画出它，请安装 Graphviz（Debian：apt-get install graphviz）。\n"));
}

void Album::keep(const std::string& file, std::string_view bytes) {
  const auto path = folder_ / file;
  write(path, bytes);
  messages_ << "  " << path.string() << std::endl;
}

void Album::hint(const std::string& words) {
  if (hinted_.insert(words).second) messages_ << words;
}

}  // namespace xgrad::plot
