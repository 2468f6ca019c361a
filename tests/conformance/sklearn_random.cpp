#include <fmt/format.h>
#include <xgrad/models/data/random_state.hpp>

#include "python_text.hpp"
#include "sklearn_internal.hpp"

namespace conformance {
namespace {

using namespace xgrad;
using nlohmann::json;

/// The shape that a `size` argument asks for.
Shape shape_of(const json& size) {
  if (size.is_number_integer()) return {size.get<std::int64_t>()};
  return Shape(size.get<std::vector<std::int64_t>>());
}

json nested(const std::vector<double>& flat, const Shape& shape, bool is_whole, std::size_t axis, std::size_t& next) {
  if (axis == shape.rank()) {
    const double value = flat[next++];
    return is_whole ? json(static_cast<std::int64_t>(value)) : json(value);
  }
  json rows = json::array();
  for (std::int64_t i = 0; i < shape[axis]; ++i) rows.push_back(nested(flat, shape, is_whole, axis + 1, next));
  return rows;
}

/// A tensor as nested lists.
json as_json(const Tensor& t) {
  std::size_t next = 0;
  return nested(as_numbers(t), t.shape(), t.dtype() == int64, 0, next);
}

/// The arguments of a call by position or by name.
class Arguments {
 public:
  explicit Arguments(const PythonCall& call) : call_(call) {}
  const json* find(std::size_t position, std::string_view name) const {
    return position < call_.positional.size() ? &call_.positional[position] : call_.find(name);
  }
  double real(std::size_t position, std::string_view name, double otherwise) const {
    const json* value = find(position, name);
    return value ? number(*value) : otherwise;
  }
  const json& at(std::size_t position, std::string_view name) const {
    if (const json* value = find(position, name)) return *value;
    throw std::runtime_error(fmt::format("{} needs the argument {}", call_.name, name));
  }

 private:
  const PythonCall& call_;
};

bool is_whole(const json& value) {
  if (value.is_array()) return std::all_of(value.begin(), value.end(), is_whole);
  return value.is_number_integer();
}

Tensor any_tensor(const json& value) {
  const Tensor made = float_tensor(value);
  return is_whole(value) ? made.astype(int64) : made;
}

json randint(RandomState& rng, const Arguments& given) {
  const json* high = given.find(1, "high");
  const json* size = given.find(2, "size");
  const bool has_both = high && !high->is_null();
  const std::int64_t low = has_both ? given.at(0, "low").get<std::int64_t>() : 0;
  const std::int64_t stop = (has_both ? *high : given.at(0, "low")).get<std::int64_t>();
  if (size && !size->is_null()) return as_json(rng.randint(low, stop, shape_of(*size)));
  return rng.randint(low, stop);
}

json choice(RandomState& rng, const Arguments& given) {
  const json& from = given.at(0, "a");
  const json* size = given.find(1, "size");
  const bool is_one = !size || size->is_null();
  const std::int64_t n = is_one ? 1 : size->get<std::int64_t>();
  const json* replace = given.find(2, "replace");
  const bool may_repeat = !replace || replace->get<bool>();
  const json* p = given.find(3, "p");
  const std::vector<double> weights = p && !p->is_null() ? numbers(*p) : std::vector<double>{};
  const Tensor drawn = from.is_array() ? rng.choice(any_tensor(from), n, may_repeat, weights)
                                       : rng.choice(from.get<std::int64_t>(), n, may_repeat, weights);
  const json entries = as_json(drawn);
  return is_one ? entries[0] : entries;
}

json draw(RandomState& rng, const PythonCall& call) {
  const Arguments given(call);
  auto sized = [&](std::size_t position, auto one, auto many) -> json {
    const json* size = given.find(position, "size");
    return size && !size->is_null() ? as_json(many(shape_of(*size))) : json(one());
  };
  if (call.name == "random_sample" || call.name == "random")
    return sized(
        0, [&] { return rng.random_sample(); }, [&](const Shape& s) { return rng.random_sample(s); });
  if (call.name == "uniform") {
    const double low = given.real(0, "low", 0), high = given.real(1, "high", 1);
    return sized(
        2, [&] { return rng.uniform(low, high); }, [&](const Shape& s) { return rng.uniform(low, high, s); });
  }
  if (call.name == "normal") {
    const double loc = given.real(0, "loc", 0), scale = given.real(1, "scale", 1);
    return sized(
        2, [&] { return rng.normal(loc, scale); }, [&](const Shape& s) { return rng.normal(loc, scale, s); });
  }
  if (call.name == "standard_normal")
    return sized(
        0, [&] { return rng.standard_normal(); }, [&](const Shape& s) { return rng.standard_normal(s); });
  if (call.name == "randn" || call.name == "rand") {
    const Shape shape(json(call.positional).get<std::vector<std::int64_t>>());
    return as_json(call.name == "randn" ? rng.randn(shape) : rng.random_sample(shape));
  }
  if (call.name == "randint") return randint(rng, given);
  if (call.name == "choice") return choice(rng, given);
  if (call.name == "permutation") {
    const json& x = given.at(0, "x");
    return as_json(x.is_array() ? rng.permutation(any_tensor(x)) : rng.permutation(x.get<std::int64_t>()));
  }
  if (call.name == "shuffle") {
    Tensor x = any_tensor(given.at(0, "x"));
    rng.shuffle(x);
    return as_json(x);
  }
  throw std::runtime_error(fmt::format("RandomState has no {} here", call.name));
}

/// "what it is for: call" is the call.
std::string call_text(const std::string& text) {
  const std::size_t colon = text.find(": ");
  return colon == std::string::npos || text.find('(') < colon ? text : text.substr(colon + 2);
}

void judge_call(Case& judged, RandomState& rng, const std::string& text, const json& expected) {
  const PythonCall call = parse_python_call(call_text(text));
  json got = draw(rng, call);
  if (got.is_array() && got.size() > call.kept)
    got.erase(got.begin() + static_cast<std::ptrdiff_t>(call.kept), got.end());
  judged.check(extents(got) == extents(expected), text + ": another shape");
  judged.near(text, numbers(got), numbers(expected), 0, 0);
}

void judge_seed(Case& judged, const json& content, std::int64_t seed) {
  if (content.contains("fresh_generator_for_each"))
    for (const auto& [text, expected] : content["fresh_generator_for_each"].items()) {
      RandomState fresh(seed);
      judge_call(judged, fresh, text, expected);
    }
  if (content.contains("one_generator_in_this_order")) {
    RandomState one(seed);
    for (const json& step : content["one_generator_in_this_order"])
      judge_call(judged, one, step.at(0).get<std::string>(), step.at(1));
  }
  for (const auto& [key, expected] : content.items()) {
    constexpr std::string_view head = "random_sample_after_", tail = "_draws";
    if (!key.starts_with(head) || !key.ends_with(tail)) continue;
    RandomState late(seed);
    late.random_sample({std::stoll(key.substr(head.size()))});
    const Tensor next = late.random_sample({static_cast<std::int64_t>(expected.size())});
    judged.near(key, as_numbers(next), numbers(expected), 0, 0);
  }
}

}  // namespace

Verdicts judge_random_state(const json& content) {
  Verdicts verdicts;
  for (const json& entry : content.at("seeds")) {
    const auto seed = entry.at("seed").get<std::int64_t>();
    Case judged(fmt::format("random_state, seed {}", seed));
    try {
      judge_seed(judged, entry, seed);
    } catch (const std::exception& e) { judged.fail(e.what()); }
    verdicts.push_back(judged.verdict());
  }
  return verdicts;
}

}  // namespace conformance
