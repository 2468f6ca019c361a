#pragma once
/// Elementary functions over lanes (graph/lanes.hpp), each written once for float32 and float64, for every T:
///   exponential     exp expm1 sigmoid tanh
///   logarithm       log log1p softplus
///   power           pow
///   trigonometric   sin cos
/// At most 2 ulp, with and without FMA; NaN, infinities, -0 and subnormals as C99 says. tests/graph/lanes_math_test.cpp
/// measures them. No branches on values; min, max and select are in the order in which NaN passes.
#include <xgrad/graph/lanes_math_exponential.hpp>
#include <xgrad/graph/lanes_math_logarithm.hpp>
#include <xgrad/graph/lanes_math_power.hpp>
#include <xgrad/graph/lanes_math_trigonometric.hpp>
