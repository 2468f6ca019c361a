#include <fmt/format.h>
#include <algorithm>
#include <string_view>
#include <xgrad/examples/plot/chinese.hpp>
#include <xgrad/examples/plot/gnuplot.hpp>
#include <xgrad/examples/plot/program.hpp>
#include <xgrad/examples/plot/text.hpp>

namespace xgrad::plot {
namespace {

/// The terminal that writes GIF has one font, and takes no glyphs of others as the rest do.
std::string font_of_animation(const Figure& figure) {
  const std::string file = has_chinese(figure.commands()) ? chinese_font().value_or("") : "";
  return plot::quoted((file.empty() ? "sans" : file) + ",12");
}

std::string terminal(const Figure& figure, Format format) {
  const auto [width, height] = figure.size();
  const std::string size = fmt::format("size {},{} noenhanced", width, height);
  const std::string common = size + " font 'sans-serif,12' background rgb 'white'";
  switch (format) {
    case Format::svg: return fmt::format("set terminal svg {}\n", common);
    case Format::gif:
      return fmt::format("set terminal gif animate delay {} loop 0 {} font {}\n", figure.frame_time(), size,
                         font_of_animation(figure));
    case Format::png: break;
  }
  // A gnuplot made without cairo has another terminal that writes PNG.
  return fmt::format(
      "if (strstrt(GPVAL_TERMINALS, ' pngcairo ')) {{ set terminal pngcairo {} }} else {{ set terminal png truecolor "
      "{} "
      "}}\n",
      common, size);
}

/// A disk that was full leaves half a picture.
bool is_complete(std::string_view picture, Format format) {
  const std::string_view last = picture.substr(picture.size() - std::min<std::size_t>(picture.size(), 16));
  if (format == Format::gif) return last.ends_with(';');
  return last.find(format == Format::png ? "IEND" : "</svg>") != std::string_view::npos;
}

}  // namespace

std::filesystem::path find_gnuplot() { return find_program("gnuplot"); }

Drawing draw(const std::filesystem::path& gnuplot, const Figure& figure, Format format) {
  const std::string script =
      "set encoding utf8\nset decimalsign '.'\n" + terminal(figure, format) + figure.commands() + "\nunset output\n";
  Ran ran = run_program(gnuplot, {"-d", "-"}, script);  // -d: the user's own settings are not read
  if (ran.problem.empty() && !is_complete(ran.output, format))
    ran.problem = fmt::format("{} left an incomplete picture", gnuplot.string());
  if (!ran.problem.empty()) return {"", ran.problem};
  return {std::move(ran.output), ""};
}

}  // namespace xgrad::plot
