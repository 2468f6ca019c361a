#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>
#include <xgrad/examples/plot/figure.hpp>

namespace xgrad::plot {

/// Several figures in one picture, row by row: charts, bars, surfaces.
///     plot::Panels panels({.title = "f, f', f''", .columns = 3});
///     panels.add(plot::Chart(...)).add(plot::Chart(...));
struct PanelsOptions {
  std::string title = {};
  int columns = 2;
  Size panel = {480, 380};  ///< of each
};

class Panels : public Figure {
 public:
  explicit Panels(PanelsOptions options) : options_(std::move(options)) {}
  template <class F> Panels& add(F figure) {
    figures_.push_back(std::make_shared<F>(std::move(figure)));
    return *this;
  }

  Size size() const override;
  std::string commands() const override;
  std::string csv() const override;

 private:
  int columns() const;
  int rows() const;
  PanelsOptions options_;
  std::vector<std::shared_ptr<const Figure>> figures_;
};

/// Figures one after the other, as an animated GIF: a fit through its epochs.
class Animation : public Figure {
 public:
  explicit Animation(int hundredths = 12) : hundredths_(hundredths) {}  ///< how long each frame is shown
  template <class F> Animation& add(F figure) {
    figures_.push_back(std::make_shared<F>(std::move(figure)));
    return *this;
  }

  int frame_time() const override { return hundredths_; }
  Size size() const override { return figures_.empty() ? Size{} : figures_.front()->size(); }
  std::string commands() const override;
  std::string csv() const override;

 private:
  int hundredths_;
  std::vector<std::shared_ptr<const Figure>> figures_;
};

}  // namespace xgrad::plot
