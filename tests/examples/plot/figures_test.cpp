#include <doctest/doctest.h>
#include <cmath>
#include <string>
#include <vector>
#include <xgrad/examples/plot/bars.hpp>
#include <xgrad/examples/plot/chart.hpp>
#include <xgrad/examples/plot/gnuplot.hpp>
#include <xgrad/examples/plot/heat_map.hpp>
#include <xgrad/examples/plot/image_grid.hpp>
#include <xgrad/examples/plot/panels.hpp>
#include <xgrad/examples/plot/surface.hpp>
#include <xgrad/graph/error.hpp>

namespace xgrad {
namespace {

/// That gnuplot, where it is, draws it without a complaint.
void check_draws(const plot::Figure& figure) {
  const auto gnuplot = plot::find_gnuplot();
  if (gnuplot.empty()) return;
  for (plot::Format format : {plot::Format::png, plot::Format::svg}) {
    const plot::Drawing drawing = plot::draw(gnuplot, figure, format);
    CHECK(drawing.problem == "");
    CHECK(drawing.picture.size() > 100);
  }
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("lines: gaps for NaN, for infinities and for what a logarithm cannot show") {
  const std::vector<double> y = {1.0, std::nan(""), 0.5, INFINITY, -1.0, 0.0, 2.0};
  plot::Chart lines({.title = "T"}), logarithmic({.log_y = true});
  check_draws(lines.line("a", y));
  check_draws(logarithmic.line("a", y));
  CHECK(has(lines.commands(), "1 1 \n\n3 0.5 \n\n5 -1 \n6 0 \n7 2 \n"));
  CHECK(has(logarithmic.commands(), "1 1 \n\n3 0.5 \n\n\n\n7 2 \n"));
  CHECK(has(lines.csv(), "layer,x,y\na,1,1\na,2,NaN\n"));
}

TEST_CASE("lines: nothing to show, one point, equal points") {
  check_draws(plot::Chart({}));
  check_draws(plot::Chart({}).line("none", std::vector<double>{}));
  check_draws(plot::Chart({}).line("NaN", std::vector<double>{NAN, NAN}));
  check_draws(plot::Chart({.log_y = true}).line("one", std::vector<double>{2.0}));
  check_draws(plot::Chart({.log_y = true}).line("negative", std::vector<double>{-2.0, -1.0}));
  check_draws(plot::Chart({}).line("flat", std::vector<double>{1.0, 1.0, 1.0}).line("", std::vector<double>{NAN}));
  const std::vector<double> two = {1, 2}, three = {1, 2, 3};
  CHECK_THROWS_WITH_AS(plot::Chart({}).line("a", two, three), "plot::Chart: columns differ in length: a: 2 != 3",
                       ShapeError);
}

TEST_CASE("image grid: the first row of pixels is at the top, row after row of images") {
  plot::ImageGrid grid({.title = "T", .height = 2, .width = 3, .columns = 2, .scale = 10});
  for (int i = 0; i < 3; ++i) grid.add(Tensor::from(std::vector<double>{1, 2, 3, 4, 5, 6}, {2, 3}), {"0 → 1", i == 1});
  const std::string text = grid.commands();
  const auto [width, height] = grid.size();
  CHECK(has(text, "set yrange [" + std::to_string(height) + ":0]"));  // downwards, as rows are counted
  CHECK(has(text, "set xrange [0:" + std::to_string(width) + "]"));
  CHECK(has(text, "$image0 << EOD\n23 85 1\n33 85 2\n43 85 3\n23 95 4\n"));
  CHECK(has(text, "fs empty border lc rgb '#d00000'"));
  check_draws(grid);
}

TEST_CASE("image grid: other types, no images, no contrast") {
  plot::ImageGrid grid({.height = 1, .width = 2});
  check_draws(grid);
  CHECK(grid.csv() == "caption,wrong,pixel_0_0,pixel_0_1\n");
  grid.add(tensor({1, 1}), {"a,b", true}).add(tensor({1.0F, 1.0F}));
  check_draws(grid);
  CHECK(grid.csv() == "caption,wrong,pixel_0_0,pixel_0_1\n\"a,b\",1,1,1\n,0,1,1\n");
  CHECK_THROWS_WITH_AS(grid.add(tensor({1.0})),
                       "plot::ImageGrid: an image has height * width pixels: 1 pixels for 1 x 2", ShapeError);
  CHECK_THROWS_AS(plot::ImageGrid({.columns = 0}), ShapeError);
}

TEST_CASE("heat map: numbers in cells, names along the sides") {
  const plot::HeatMap map({.title = "T", .row_label = "truth", .column_label = "prediction", .row_names = {"a", "50%"}},
                          tensor({{1.5, -2.25, std::nan("")}, {3.0, 0.0, 1e-9}}));
  CHECK(map.csv() == "truth/prediction,0,1,2\na,1.5,-2.25,NaN\n50%,3,0,1e-09\n");
  CHECK(has(map.commands(), "set ytics ('a' 0, '50%%' 1)"));
  CHECK(has(map.commands(), "set yrange [1.5:-0.5]"));  // row 0 at the top
  check_draws(map);
}

TEST_CASE("heat map: errors off the diagonal are red, numbers that would overlap are left out") {
  const plot::HeatMap map({.errors_off_diagonal = true}, tensor({{30, 1}, {0, 25}}));
  CHECK(has(map.commands(), "$cells << EOD\n0 0 8 69 148\n1 0 211 59 63\n0 1 255 255 255\n"));
  check_draws(map);
  check_draws(plot::HeatMap({}, zeros({1, 1})));
  check_draws(plot::HeatMap({}, zeros({0, 3})));
  CHECK(has(plot::HeatMap({.cell = 20}, tensor({{12}})).commands(), "set label"));
  CHECK(!has(plot::HeatMap({.cell = 20}, tensor({{12345}})).commands(), "set label"));
  CHECK_THROWS_AS(plot::HeatMap({}, zeros({3})), ShapeError);
  CHECK_THROWS_WITH_AS(plot::HeatMap({.row_names = {"a"}}, zeros({2, 2})),
                       "plot::HeatMap: one name for each row: 1 != 2", ShapeError);
}

TEST_CASE("chart: layers, ranges, notes, nothing to show") {
  const std::vector<double> x = {1, 2, 3}, y = {1, NAN, -1}, none;
  plot::Chart chart({.title = "f, f' and f''", .x_label = "x", .log_y = true, .x_tics = 0.5});
  chart.line("f''", x, y)
      .points("p", x, y)
      .path("", x, y)
      .arrows("a", x, x, x, x)
      .vertical(2)
      .horizontal(1)
      .note(1, 1, "50%");
  check_draws(chart);
  CHECK(has(chart.commands(), "$layer0 << EOD\n1 1 \n\n\nEOD\n"));
  CHECK(has(chart.csv(), "layer,x,y\nf'',1,1\nf'',2,NaN\n"));
  check_draws(plot::Chart({}));
  check_draws(plot::Chart({.legend = "left"}).line("none", none, none).line("NaN", std::vector<double>{NAN}));
  check_draws(plot::Chart({.equal_axes = true, .legend = "none"}).line("", x));
  CHECK_THROWS_WITH_AS(plot::Chart({}).line("a", x, none), "plot::Chart: columns differ in length: a: 3 != 0",
                       ShapeError);
}

TEST_CASE("grid, contour lines, regions, classes, surface") {
  // x + y on [0, 2]^2: the line of value 2 goes from (0, 2) to (2, 0).
  const plot::Grid sums = plot::grid({0, 2}, {0, 2}, 3, 5, [](const Tensor& at) {
    std::vector<double> z;
    for (std::int64_t i = 0; i < at.shape(0); ++i) z.push_back(at.at<double>({i, 0}) + at.at<double>({i, 1}));
    return Tensor::from(z, {at.shape(0)});
  });
  CHECK(sums.at(2, 1) == 2.5);
  CHECK(plot::contour(sums, 1.9).size() > 3);
  for (const auto& [x0, y0, x1, y1] : plot::contour(sums, 1.9)) {
    CHECK(x0 + y0 == doctest::Approx(1.9));
    CHECK(x1 + y1 == doctest::Approx(1.9));
  }
  CHECK(plot::contour(sums, 9).empty());
  check_draws(plot::Chart({}).regions(sums, {0, 4}, "z").contours("c", sums, std::vector<double>{1, 2, 3}));
  check_draws(plot::Chart({}).classes(sums));
  check_draws(plot::Surface({.title = "s"}, sums));
  CHECK_THROWS_WITH_AS(plot::grid({0, 1}, {0, 1}, 2, 2, [](const Tensor&) { return tensor({1.0}); }),
                       "plot::grid: the function returns one number for each point: 1 != 4", ShapeError);
}

TEST_CASE("bars, panels, animation") {
  plot::Bars bars({.title = "b", .groups = {"one", "50%"}, .log_y = true});
  bars.add("s", {1, 0}).add("", {NAN, 2});
  check_draws(bars);
  CHECK(bars.csv() == "group,s,\none,1,NaN\n50%,0,2\n");
  CHECK_THROWS_WITH_AS(bars.add("t", {1}), "plot::Bars: one bar for each group: t: 1 != 2", ShapeError);
  plot::Panels panels({.title = "it's \"many\"", .columns = 2, .panel = {320, 240}});
  panels.add(plot::Chart({}).line("a", std::vector<double>{1, 2})).add(bars).add(plot::Chart({}));
  CHECK(panels.size().width == 640);
  CHECK(panels.size().height == 2 * 240 + 44);
  check_draws(panels);
  CHECK(has(panels.csv(), "# panel 2\ngroup,s,\n"));
  plot::Animation movie;
  movie.add(bars).add(plot::Chart({}));
  const auto gnuplot = plot::find_gnuplot();
  if (!gnuplot.empty()) CHECK(plot::draw(gnuplot, movie, plot::Format::gif).problem == "");
}

}  // namespace xgrad
