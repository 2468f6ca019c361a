#pragma once
#include <limits>
#include <xgrad/graph/var.hpp>

namespace xgrad::optim {

/// Each entry of the gradients brought into [-clip_value, clip_value]; NaN stays.    as torch's clip_grad_value_
///     adam.updates(parameters, optim::clip_grad_value(grad(loss, parameters), 1.0));
/// Throws DataError for a negative clip_value.
Vars clip_grad_value(const Vars& gradients, double clip_value);

/// The norm of order p over all entries of all gradients: (sum |g|^p)^(1/p), for p = infinity the largest magnitude.
/// A scalar of the widest dtype of theirs.                            as torch.nn.utils.get_total_norm
/// Throws GraphError for no gradients, DataError unless p > 0.
Var total_norm(const Vars& gradients, double norm_type = 2.0);

/// Gradients and the norm that they had.
struct ClippedGradients {
  Vars gradients;
  Var total_norm;
};
/// Options of clip_grad_norm.
struct ClipNormOptions {
  double norm_type = 2.0;           ///< or optim::infinity
  bool error_if_nonfinite = false;  ///< a step with a norm that is NaN or infinite throws DataError and changes nothing
};
/// The order of the norm that is the largest magnitude.
inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// All gradients times min(1, max_norm / (total_norm + 1e-6)).                       as torch's clip_grad_norm_
///     auto [clipped, norm] = optim::clip_grad_norm(grad(loss, parameters), 1.0);
///     Program step = compile({x, y}, {loss, norm}, adam.updates(parameters, clipped));
/// A NaN norm makes every gradient NaN; an infinite one makes them 0, and NaN where they were infinite.
/// Throws GraphError for no gradients, DataError for a negative max_norm or unless norm_type > 0.
ClippedGradients clip_grad_norm(const Vars& gradients, double max_norm, ClipNormOptions options = {});

}  // namespace xgrad::optim
