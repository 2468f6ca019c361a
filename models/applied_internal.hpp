#pragma once
#include <cstddef>
#include <vector>
#include <xgrad/models/layer.hpp>

namespace xgrad::models {

/// The layers that were applied, in order, while it was the thread's log: for the table that summary makes.
struct Applied {
  struct Row {
    const Layer* layer;
    std::size_t depth;
    Shape output = {};
  };
  std::size_t begin(const Layer& layer) {
    rows.push_back({&layer, depth++});
    return rows.size() - 1;
  }
  void end(std::size_t place, const Shape& output) {
    rows[place].output = output;
    --depth;
  }
  std::vector<Row> rows;
  std::size_t depth = 0;
};

/// The log that layers write to; null by default.
Applied*& applied_layers();

}  // namespace xgrad::models
