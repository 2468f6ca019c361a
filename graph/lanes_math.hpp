#pragma once
/// Elementary and special functions over lanes (graph/lanes.hpp), each written once for float32 and float64, for every
/// T:
///   exponential             exp exp2 expm1 sigmoid
///   logarithm               log log1p log2 log10 softplus logaddexp
///   power, root             pow cbrt rsqrt hypot fmod
///   trigonometric           sin cos tan
///   inverse_trigonometric   asin acos atan atan2
///   hyperbolic              sinh cosh tanh asinh acosh atanh
///   error_function          erf erfc gelu
///   activation              silu mish gelu_tanh
///   gamma                   lgamma digamma polygamma
/// At most 2 ulp, with and without FMA; NaN, infinities, -0 and subnormals as C99 says. tests/graph/lanes_math_test.cpp
/// measures them. No branches on values; min, max and select are in the order in which NaN passes.
#include <xgrad/graph/lanes_math_activation.hpp>
#include <xgrad/graph/lanes_math_error_function.hpp>
#include <xgrad/graph/lanes_math_exponential.hpp>
#include <xgrad/graph/lanes_math_gamma.hpp>
#include <xgrad/graph/lanes_math_hyperbolic.hpp>
#include <xgrad/graph/lanes_math_inverse_trigonometric.hpp>
#include <xgrad/graph/lanes_math_logarithm.hpp>
#include <xgrad/graph/lanes_math_power.hpp>
#include <xgrad/graph/lanes_math_root.hpp>
#include <xgrad/graph/lanes_math_trigonometric.hpp>
