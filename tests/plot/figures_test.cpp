#include <doctest/doctest.h>
#include <cmath>
#include <string>
#include <vector>
#include <xgrad/examples/plot/gnuplot.hpp>
#include <xgrad/examples/plot/heat_map.hpp>
#include <xgrad/examples/plot/image_grid.hpp>
#include <xgrad/examples/plot/lines.hpp>
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
  plot::Lines lines({.title = "T"}), logarithmic({.log_y = true});
  check_draws(lines.add("a", y));
  check_draws(logarithmic.add("a", y));
  CHECK(has(lines.commands(), "1 1\n\n3 0.5\n\n5 -1\n6 0\n7 2\n"));
  CHECK(has(logarithmic.commands(), "1 1\n\n3 0.5\n\n\n\n7 2\n"));
  CHECK(has(lines.csv(), "curve,x,y\na,1,1\na,2,NaN\n"));
}

TEST_CASE("lines: nothing to show, one point, equal points") {
  check_draws(plot::Lines({}));
  check_draws(plot::Lines({}).add("none", std::vector<double>{}));
  check_draws(plot::Lines({}).add("NaN", std::vector<double>{NAN, NAN}));
  check_draws(plot::Lines({.log_y = true}).add("one", std::vector<double>{2.0}));
  check_draws(plot::Lines({.log_y = true}).add("negative", std::vector<double>{-2.0, -1.0}));
  check_draws(plot::Lines({}).add("flat", std::vector<double>{1.0, 1.0, 1.0}).add("", std::vector<double>{NAN}));
  const std::vector<double> two = {1, 2}, three = {1, 2, 3};
  CHECK_THROWS_WITH_AS(plot::Lines({}).add("a", two, three), "plot::Lines: x and y differ in length: a: 2 != 3",
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

}  // namespace xgrad
