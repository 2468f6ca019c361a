#include <doctest/doctest.h>
#include <filesystem>
#include <sstream>
#include <string>
#include <utility>
#include <vector>
#include <xgrad/examples/plot/album.hpp>
#include <xgrad/examples/plot/chart.hpp>
#include <xgrad/examples/plot/chinese.hpp>
#include <xgrad/examples/plot/panels.hpp>
#include <xgrad/examples/plot/program.hpp>
#include <xgrad/graph/error.hpp>
#include "surroundings.hpp"

namespace xgrad {
namespace {

namespace fs = std::filesystem;

plot::Chart curve() {
  plot::Chart made({.title = "Loss", .x_label = "epoch", .y_label = "loss", .size = {320, 240}});
  made.line("it's 100% `id` $x @m", std::vector<double>{3, 2, 1.5});
  return made;
}

/// What is written for a picture here: "png", or "csv" on a machine without gnuplot.
std::string suffix() { return plot::find_gnuplot().empty() ? ".csv" : ".png"; }

int big_endian(const std::string& bytes, std::size_t at) {
  int value = 0;
  for (std::size_t i = at; i < at + 4; ++i) value = 256 * value + static_cast<unsigned char>(bytes.at(i));
  return value;
}

std::string message_of(const fs::path& folder) {
  try {
    plot::Album album(folder);
  } catch (const IoError& error) { return error.what(); }
  return "no error";
}

}  // namespace

TEST_CASE("a PNG file of the size that was asked for") {
  if (plot::find_gnuplot().empty()) return;
  const TemporaryFolder folder;
  std::ostringstream said;
  plot::Album(folder.path(), plot::Format::png, said).add("loss", curve());
  const std::string bytes = bytes_of(folder.path() / "loss.png");
  REQUIRE(bytes.size() > 1000);
  CHECK(bytes.substr(0, 8) == "\x89PNG\r\n\x1a\n");
  CHECK(big_endian(bytes, 16) == 320);
  CHECK(big_endian(bytes, 20) == 240);
  CHECK(said.str() == "  " + (folder.path() / "loss.png").string() + "\n");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("an SVG file, its texts as they are") {
  if (plot::find_gnuplot().empty()) return;
  const TemporaryFolder folder;
  std::ostringstream said;
  plot::Album(folder.path(), plot::Format::svg, said).add("loss", curve());
  const std::string bytes = bytes_of(folder.path() / "loss.svg");
  CHECK(bytes.find("width=\"320\" height=\"240\"") != std::string::npos);
  CHECK(bytes.find("it's 100% `id` $x @m") != std::string::npos);
}

TEST_CASE("folders with blanks, quotes, % and Chinese names, whatever the locale") {
  for (const char* locale : {"C", "C.UTF-8"}) {
    const Environment language("LC_ALL", locale);
    for (const char* name : {"数据", "two words", "it's \"so\"", "100%d", "a|b;c$(d)`e`", "| cat", "~", "new/sub"}) {
      const TemporaryFolder folder;
      std::ostringstream said;
      plot::Album(folder.path() / name, plot::Format::png, said).add("损失 %s 'x'", curve());
      CHECK_MESSAGE(fs::file_size(folder.path() / name / ("损失 %s 'x'" + suffix())) > 20, locale, " ", name);
    }
  }
}

TEST_CASE("gnuplot in a folder with blanks, quotes and %") {
  const fs::path gnuplot = plot::find_gnuplot();
  if (gnuplot.empty()) return;
  const TemporaryFolder folder;
  const fs::path programs = folder.path() / "my 'pro\"grams' 100% 程序";
  fs::create_directories(programs);
  fs::create_symlink(gnuplot, programs / "gnuplot");
  const Environment path("PATH", "/nowhere::" + programs.string());
  CHECK(plot::find_gnuplot() == programs / "gnuplot");
  std::ostringstream said;
  plot::Album(folder.path(), plot::Format::png, said).add("loss", curve());
  CHECK(fs::exists(folder.path() / "loss.png"));
}

TEST_CASE("without gnuplot: one hint, and the numbers as CSV") {
  const TemporaryFolder folder;
  const Environment path("PATH", folder.path().string());
  std::ostringstream said;
  plot::Album album(folder.path() / "out", plot::Format::png, said);
  album.add("loss", curve());
  album.add("again", curve());
  CHECK(bytes_of(folder.path() / "out/loss.csv") ==
        "layer,epoch,loss\nit's 100% `id` $x @m,1,3\nit's 100% `id` $x @m,2,2\nit's 100% `id` $x @m,3,1.5\n");
  CHECK(said.str() ==
        "No pictures (no gnuplot in PATH), their numbers as CSV files instead.\n"
        "To have pictures, install gnuplot (on Debian: apt-get install gnuplot-nox).\n  " +
            (folder.path() / "out/loss.csv").string() + "\n  " + (folder.path() / "out/again.csv").string() + "\n");
}

TEST_CASE("a gnuplot that fails: the hint says how") {
  const TemporaryFolder folder;
  const fs::path program = folder.path() / "gnuplot";
  std::ofstream(program) << "#!/bin/sh\necho 'no fonts here' >&2\nexit 3\n";
  fs::permissions(program, fs::perms::owner_all);
  const Environment path("PATH", folder.path().string());
  std::ostringstream said;
  plot::Album(folder.path(), plot::Format::png, said).add("loss", curve());
  CHECK(said.str().find("No pictures (" + program.string() + " failed, exit status 3: no fonts here)") == 0);
  CHECK(said.str().find("install") == std::string::npos);  // it is
  CHECK(fs::exists(folder.path() / "loss.csv"));
}

TEST_CASE("a gnuplot that fails without a word, or leaves half a picture") {
  const std::pair<const char*, const char*> rows[] = {{"exit 7", "failed, exit status 7)"},
                                                      {"kill -9 $$", "failed, signal 9)"},
                                                      {"echo half", "left an incomplete picture)"}};
  for (const auto& [script, problem] : rows) {
    const TemporaryFolder folder;
    const fs::path program = folder.path() / "gnuplot";
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(program, fs::perms::owner_all);
    const Environment path("PATH", folder.path().string());
    std::ostringstream said;
    plot::Album(folder.path(), plot::Format::png, said).add("loss", curve());
    CHECK_MESSAGE(said.str().find("No pictures (" + program.string() + " " + problem) == 0, said.str());
    CHECK(fs::exists(folder.path() / "loss.csv"));
  }
}

TEST_CASE("an animation is a GIF, a graph a DOT file and a drawing") {
  const TemporaryFolder folder;
  std::ostringstream said;
  plot::Album album(folder.path(), plot::Format::png, said);
  plot::Animation movie;
  album.add("movie", movie.add(curve()).add(curve()));
  if (!plot::find_gnuplot().empty()) CHECK(bytes_of(folder.path() / "movie.gif").substr(0, 6) == "GIF89a");
  const plot::GraphDrawing drawing{"a \"graph\"", {{"x"}, {"y = x\\", {"value 1"}}}, {{0, 1, "2"}}};
  album.add("graph", drawing);
  const std::string dot = bytes_of(folder.path() / "graph.dot");
  CHECK(dot.find("label=\"a \\\"graph\\\"\"") != std::string::npos);
  CHECK(dot.find("n1 [label=\"y = x\\\\\\nvalue 1\"") != std::string::npos);
  CHECK(dot.find("n0 -> n1 [label=\"2\"];") != std::string::npos);
  if (!plot::find_program("dot").empty()) CHECK(bytes_of(folder.path() / "graph.png").substr(1, 3) == "PNG");
  const Environment path("PATH", folder.path().string());
  plot::Album(folder.path(), plot::Format::png, said).add("again", drawing);
  CHECK(said.str().find("No drawing of the graph (no dot in PATH)") != std::string::npos);
  CHECK(fs::exists(folder.path() / "again.dot"));
}

TEST_CASE("Chinese is seen where it is, and the font of an animation has it") {
  CHECK(plot::has_chinese("第 3 轮"));
  CHECK(plot::has_chinese("loss（损失）"));
  for (const char* text : {"", "loss", "±0.01 x² → √4.01 ≈ 2", "é"}) CHECK_FALSE(plot::has_chinese(text));
  const auto font = plot::chinese_font();
  if (font && !font->empty()) CHECK(std::filesystem::is_regular_file(*font));
}

TEST_CASE("a folder that cannot be written is an IoError, before anything is drawn") {
  const TemporaryFolder folder;
  const fs::path file = folder.path() / "文件";
  std::ofstream(file) << "x";
  CHECK(message_of(file / "out") ==
        "writing pictures into " + (file / "out").string() + ": Not a directory\n  choose another folder with --out");
  CHECK(message_of(file).find("writing pictures into " + file.string() + ": ") == 0);
  CHECK(message_of("").find("writing pictures into : ") == 0);
  if (::geteuid() != 0) {  // nothing is forbidden to root
    fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
    CHECK(message_of(folder.path()).find("Permission denied") != std::string::npos);
    fs::permissions(folder.path(), fs::perms::owner_all);
  }
}

TEST_CASE("a file that cannot be written is an IoError, and nothing is left behind") {
  const TemporaryFolder folder;
  std::ostringstream said;
  plot::Album album(folder.path(), plot::Format::png, said);
  fs::create_directories(folder.path() / ("loss" + suffix()) / "in the way");
  CHECK_THROWS_AS(album.add("loss", curve()), IoError);
  CHECK(files_in(folder.path()) == 1);
  fs::remove_all(folder.path());
  CHECK_THROWS_AS(album.add("loss", curve()), IoError);
}

}  // namespace xgrad
