#pragma once
#include <xgrad/ops/activation.hpp>
#include <xgrad/ops/activation_smooth.hpp>
#include <xgrad/ops/arithmetic.hpp>
#include <xgrad/ops/comparison.hpp>
#include <xgrad/ops/exponential.hpp>
#include <xgrad/ops/hyperbolic.hpp>
#include <xgrad/ops/inverse_trigonometric.hpp>
#include <xgrad/ops/power.hpp>
#include <xgrad/ops/rounding.hpp>
#include <xgrad/ops/special.hpp>
#include <xgrad/ops/trigonometric.hpp>
// The built-in elementwise families: include each and name its list, and every instruction set has its kernels.

namespace xgrad::lanes {
inline namespace XGRAD_ISA {

using BuiltInOps = AllOps<ArithmeticList, ComparisonList, ExponentialList, TrigonometricList, PowerList, ActivationList,
                          RoundingList, HyperbolicList, InverseTrigonometricList, SpecialList, SmoothActivationList>;

}  // namespace XGRAD_ISA
}  // namespace xgrad::lanes
