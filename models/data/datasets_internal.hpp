#pragma once

namespace xgrad::datasets {

/// Ten images a line, 65 characters each: 64 pixels 0 to g (16), row by row, then the label.
extern const char* const digits_text[180];
/// Five numbers a flower: sepal length and width, petal length and width in millimetres, then the class.
extern const unsigned char iris_numbers[750];

}  // namespace xgrad::datasets
