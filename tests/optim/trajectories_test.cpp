#include <doctest/doctest.h>
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>
#include <xgrad/graph/program.hpp>
#include <xgrad/optim/adam.hpp>
#include <xgrad/optim/rmsprop.hpp>
#include <xgrad/optim/sgd.hpp>
#include <xgrad/optim/sign_flip_sgd.hpp>
#include "problems.hpp"

// 60 steps of each optimizer, float64. Expected: torch.optim 2.15 (SignFlipSGD: the same rule in NumPy).
namespace xgrad {
namespace {

using Numbers = std::vector<double>;

struct Trajectory {
  const char* name;
  const Problem* problem;
  std::shared_ptr<optim::Optimizer> optimizer;
  std::vector<Numbers> start;
  Numbers losses;     // after 1, 3, 20 and 60 steps
  std::size_t which;  // the parameter that ends in `last`
  Numbers last;
};

template <class O> std::shared_ptr<optim::Optimizer> made(const typename O::Options& options) {
  return std::make_shared<O>(options);
}

std::vector<Trajectory> trajectories() {
  return {
      {"sgd_rosenbrock_2",
       &rosenbrock,
       made<optim::SGD>({.lr = 0.00032}),
       {{-1.125, 0.911}},
       {8.992274852050656, 4.861554466565353, 3.923371888130876, 3.8817570609210854},
       0,
       {-0.9685832633814836, 0.9461766273178547}},
      {"sgd_mlp_s",
       &mlp,
       made<optim::SGD>({.lr = 0.15, .momentum = 0.9}),
       {{-1.416, 0.081, 0.086, 1.149, -0.929, 0.015, -1.104, 0.18, -0.818, 1.159, -1.274, -0.604, -0.486, -0.883,
         -1.259},
        {-0.771, -0.152, -1.471, 0.694, 0.028},
        {-0.27, -0.96, -0.36, 0.682, -0.257, -0.854, -0.133, 2.336, 0.547, 0.648},
        {-0.346, -0.075}},
       {0.8049571333148603, 0.3945379056016846, 0.1306047996631719, 0.014401767052466938},
       3,
       {-1.306107845185307, 0.8851078451853083}},
      {"sgd_quadratic_s",
       &quadratic,
       made<optim::SGD>({.lr = 0.012, .momentum = 0.8, .dampening = 0.2, .weight_decay = 0.03}),
       {{-1.62, 0.292, -1.472, -1.363, 0.844}},
       {11.868047102634266, 30.404972972607762, -0.7626995346373562, -2.7408485724115823},
       0,
       {0.9744647124802924, 0.8247253890107757, -2.25763305228911, -1.0023024796434945, -0.09597022359674005}},
      {"sgd_logistic_s",
       &logistic,
       made<optim::SGD>({.lr = 0.25, .momentum = 0.9, .nesterov = true}),
       {{0.694, 0.028, 0.455, -0.275}, {0.574}},
       {0.6942174161560998, 0.5225936380148888, 0.35804135658274905, 0.34501100511146987},
       0,
       {0.9228474092811507, 0.5617977417290748, -1.2161590148687489, 2.2579817637304367}},
      {"sgd_unused_s",
       &unused,
       made<optim::SGD>({.lr = 0.03, .weight_decay = 0.1, .maximize = true}),
       {{0.289, 1.449, -0.677}, {0.556}, {-0.338, -0.49}},
       {17.911682016422994, 23.964363730173083, 300.02898077596245, 152630.686605512},
       2,
       {-0.2822449622311293, -0.40917169080844185}},
      {"rmsprop_quadratic_s",
       &quadratic,
       made<optim::RMSprop>({.lr = 0.02, .alpha = 0.95}),
       {{-3.291, 0.248, 0.424, -3.805, 0.366}},
       {366.2758070835866, 327.91551323238457, 188.61856586961375, 61.21734583572999},
       0,
       {-1.9078246816372693, -1.1526601339899623, 1.624152121213279, -2.40322030908969, 1.730898635251251}},
      {"rmsprop_mlp_s",
       &mlp,
       made<optim::RMSprop>({.lr = 0.01, .eps = 1e-05, .momentum = 0.6, .centered = true}),
       {{-0.26, 0.361, -0.339, -0.029, -1.879, -0.689, 0.431, -0.117, -0.56, -0.477, 0.248, -0.411, -0.109, 0.644,
         -0.21},
        {0.282, 0.27, 0.158, -0.572, 0.338},
        {-0.256, -0.182, -0.208, 0.029, -1.335, -0.401, -0.858, -1.937, 0.303, -0.027},
        {1.254, 1.034}},
       {0.5005962780325605, 0.1923803419479784, 0.05722873647347473, 0.007427951883634667},
       3,
       {0.8821563098632631, 1.4058436901367357}},
      {"rmsprop_unused_s",
       &unused,
       made<optim::RMSprop>({.lr = 0.01, .weight_decay = 0.05, .maximize = true}),
       {{-0.936, -0.274, 0.226}, {1.001}, {-0.112, 0.787}},
       {11.623484434086718, 13.39654504317928, 24.64801331786684, 48.32437686294353},
       2,
       {-5.384198146202608e-76, 0.018053959607820923}},
      {"adam_rosenbrock_6",
       &rosenbrock_6,
       made<optim::Adam>({.lr = 0.04}),
       {{0.024, -0.162, 0.12, 0.08, 0.07, 0.001}},
       {7.212262462637538, 5.4261851516676, 4.1237442794758765, 2.50745960467451},
       0,
       {0.7442479294313192, 0.555961210007286, 0.3145730517889682, 0.10761374967233675, 0.02344087286157895,
        -0.00023348685778123968}},
      {"adam_unused_s",
       &unused,
       made<optim::Adam>({.lr = 0.07, .betas = {0.85, 0.97}, .eps = 0.0001, .weight_decay = 0.1}),
       {{-1.967, -0.061, 0.134}, {-0.181}, {1.247, 1.236}},
       {18.50851467280601, 16.223797512965586, 4.817173710754876, 0.08881143909385389},
       2,
       {0.004366952799644079, 0.0034180439275905018}},
      {"adam_mlp_s",
       &mlp,
       made<optim::Adam>({.lr = 0.06, .amsgrad = true, .maximize = true}),
       {{0.64, -0.287, 0.416, 0.439, -0.2, 0.092, 0.216, 0.096, -0.337, -0.131, 0.237, 0.37, 0.414, 0.909, -1.269},
        {-1.124, -0.143, -0.136, 0.678, -0.327},
        {1.681, -0.699, -0.748, 1.806, 0.03, -0.959, -0.48, 0.776, 1.882, -0.492},
        {-0.158, 1.053}},
       {1.2856052367183948, 1.8094202009952303, 9.577227680032648, 50.88903120934619},
       3,
       {3.2108855915862113, -2.3158855915862113}},
      {"signflipsgd_quadratic_s",
       &quadratic,
       made<optim::SignFlipSGD>({.lr = 0.08, .granularity = optim::Granularity::element}),
       {{0.389, -2.651, 2.018, 1.36, 1.589}},
       {946.9711059938463, 5.481965101669135, 3.6044480875480174, 1.2148343345915105},
       0,
       {-0.751799144205634, -0.7077589229078077, -0.13233076419179424, 0.15110934293704054, 1.0615254744488292}},
      {"signflipsgd_mlp_s",
       &mlp,
       made<optim::SignFlipSGD>({.lr = 1.2, .granularity = optim::Granularity::element}),
       {{-0.015, -0.349, 0.289, -1.021, 0.178, -0.807, 0.937, 0.09, -0.236, 0.052, -1.177, 0.987, 0.554, -0.221,
         -1.402},
        {1.264, -0.386, 0.726, -1.124, 0.127},
        {0.474, -1.149, 0.012, 0.223, 0.724, 0.486, -0.202, 0.127, -0.295, -0.445},
        {-0.638, -1.685}},
       {0.41605170811684616, 0.2314371602550369, 0.1358253051177489, 0.0669677795375125},
       3,
       {-1.8047183139745762, -0.5182816860254247}},
      {"signflipsgd_rosenbrock_6",
       &rosenbrock_6,
       made<optim::SignFlipSGD>({.lr = 0.0024, .granularity = optim::Granularity::tensor}),
       {{-0.067, 0.976, -0.772, 0.1, -0.451, -0.089}},
       {200.9955715259527, 38.97505960016241, 8.909219603700508, 4.86745024952154},
       0,
       {0.04541879295455605, 0.01035887307469493, 0.011530253181309673, 0.011200999776622466, 0.010301471195181256,
        0.00015982132097592044}},
      {"signflipsgd_unused_s",
       &unused,
       made<optim::SignFlipSGD>({.lr = 0.9, .decay = 0.7, .granularity = optim::Granularity::tensor}),
       {{-1.19, 1.713, -0.914}, {1.03}, {-0.18, 1.632}},
       {43.119174251013774, 1.5233329678910714, 0.010973381723510669, 0.006920537338375941},
       2,
       {-0.18, 1.632}},
      {"signflipsgd_mlp_s_2",
       &mlp,
       made<optim::SignFlipSGD>({.lr = 2.7, .granularity = optim::Granularity::global, .min_lr = 0.6}),
       {{0.603, 0.034, 0.913, 0.131, -0.187, 1.693, -1.137, -0.378, -0.676, 0.107, -0.046, 0.119, 1.814, 0.996, -0.341},
        {1.846, -1.904, -0.851, -0.091, 1.018},
        {0.465, -0.478, 1.521, -1.822, 0.347, -0.373, 0.382, -0.152, -0.922, 0.063},
        {0.721, 2.078}},
       {0.3946869151774333, 0.26645789631462646, 0.0551371094690295, 0.015502950353073475},
       3,
       {1.2357666381769963, 1.5632333618230032}},
  };
}

bool is_close(double value, double wanted, double scale) { return std::abs(value - wanted) <= 1e-10 * scale; }

void check(const Trajectory& row) {
  INFO(row.name);
  Graph g;
  Vars parameters;
  for (std::size_t i = 0; i < row.start.size(); ++i)
    parameters.push_back(g.variable("p" + std::to_string(i), Tensor::from(row.start[i], row.problem->shapes[i])));
  const Var loss = row.problem->loss(g, parameters);
  Program step = compile({}, {}, row.optimizer->minimize(loss, parameters)), look = compile({}, {loss});
  int steps = 0;
  const int recorded[] = {1, 3, 20, 60};
  for (std::size_t i = 0; i < row.losses.size(); ++i) {
    for (; steps < recorded[i]; ++steps) step();
    CHECK_MESSAGE(is_close(look()[0].item(), row.losses[i], std::abs(row.losses[i]) + 1e-3), "loss after step ", steps);
  }
  const Numbers last = value(parameters[row.which]).to_vector<double>();
  double largest = 0;
  for (double wanted : row.last) largest = std::max(largest, std::abs(wanted));
  for (std::size_t i = 0; i < row.last.size(); ++i) CHECK(is_close(last[i], row.last[i], largest));
}

}  // namespace

TEST_CASE("optimizers follow torch.optim's trajectories") {
  for (const Trajectory& row : trajectories()) check(row);
}

}  // namespace xgrad
