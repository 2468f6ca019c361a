#include <doctest/doctest.h>
#include <cstdint>
#include <vector>
#include <xgrad/graph/error.hpp>
#include <xgrad/models/mlp_classifier.hpp>

namespace xgrad {

TEST_CASE("MLPClassifier: parameters by name") {
  models::MLPClassifier mlp;
  mlp.set_param("hidden_layer_sizes", {50, 20});
  mlp.set_param("alpha", 1);
  mlp.set_param("batch_size", 32);
  mlp.set_param("solver", "sgd");
  mlp.set_param("early_stopping", true);
  CHECK(mlp.options.hidden_layer_sizes == std::vector<std::int64_t>{50, 20});
  CHECK(mlp.options.alpha == 1.0);
  CHECK(mlp.options.batch_size == 32);
  CHECK(mlp.options.solver == "sgd");
  CHECK(mlp.options.early_stopping);
  mlp.set_param("batch_size", "auto");
  CHECK_FALSE(mlp.options.batch_size);
  CHECK_THROWS_WITH_AS(mlp.set_param("alhpa", 1.0),
                       doctest::Contains("MLPClassifier.set_param: there is no parameter of that name: \"alhpa\"\n"
                                         "  choose one of hidden_layer_sizes, activation, solver, alpha,"),
                       DataError);
  CHECK_THROWS_WITH_AS(mlp.set_param("alpha", "much"), "MLPClassifier.set_param: alpha takes a number: alpha = much",
                       DataError);
  CHECK_THROWS_WITH_AS(mlp.set_param("max_iter", 0.5),
                       "MLPClassifier.set_param: max_iter takes a whole number: max_iter = 0.5", DataError);
}

}  // namespace xgrad
