#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace xgrad::plot {

/// Okabe and Ito's colours, which the colour-blind can tell apart too.
inline constexpr std::array<std::string_view, 7> colours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                            "#E69F00", "#56B4E9", "#000000"};
inline constexpr std::string_view colour(std::size_t i) { return colours[i % colours.size()]; }

/// The same, light: the ground of a region below points of that colour.
inline constexpr std::array<std::string_view, 7> tints = {"#a6cfe6", "#f3c3a1", "#9ed9c7", "#eccfe0",
                                                          "#f7dfa8", "#cde8f8", "#bdbdbd"};

/// gnuplot's definition of a palette from blue over white to vermilion, in the first two of these colours.
inline constexpr std::string_view diverging =
    "set palette defined (-1 '#86b9da', -0.5 '#bcd8ea', 0 '#ffffff', 0.5 '#f7d3ba', 1 '#efa678')\n";
/// From light to dark, seen by the colour-blind and in grey too (like viridis).
inline constexpr std::string_view rising =
    "set palette defined (0 '#fde725', 0.25 '#5ec962', 0.5 '#21918c', 0.75 '#3b528b', 1 '#440154')\n";

}  // namespace xgrad::plot
