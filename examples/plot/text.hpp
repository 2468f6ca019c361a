#pragma once
#include <string>
#include <string_view>

namespace xgrad::plot {

/// Text as a gnuplot string expression: nothing in it is special (quotes, %, backquotes, $, @), line ends stay.
///     quoted("it's")  is  'it''s'
std::string quoted(std::string_view text);

/// The same for the label of a tic mark, which gnuplot takes for a number format: % is doubled.
std::string quoted_tic(std::string_view text);

/// Text as a field of a CSV file: in double quotes where it needs them.
std::string csv_field(std::string_view text);

/// A number as gnuplot and CSV files have it, whatever the locale: all digits that matter, NaN for what is not finite.
std::string number(double value);

/// About how many pixels wide gnuplot writes a text (its longest line) in a font of that many points.
int text_width(std::string_view text, int points = 12);

/// "set title ..." and the like, or nothing without a text:  set("title", "Loss", "font ',15'")
std::string set(std::string_view what, std::string_view text, std::string_view how = {});

}  // namespace xgrad::plot
