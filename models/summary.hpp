#pragma once
#include <string>
#include <xgrad/models/layer.hpp>

namespace xgrad::models {

/// A model as a table: a line for each layer that x passes, with its output's shape and its number of parameters, and
/// their sum. A layer made of parts is not listed, its parts are; if it has parameters of its own it has a line for
/// these before them. A layer that x passes twice counts the first time. The graph stays as it was.
///                                                                  as keras.Model.summary
///     std::cout << models::summary(mlp, x);
///         layer         output shape  parameters
///         mlp/dense_1   [?, 50]             3250
///         mlp/dense_2   [?, 10]              510
///         in all                            3760
std::string summary(const Layer& layer, Var x);

}  // namespace xgrad::models
