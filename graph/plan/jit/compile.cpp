#include <chrono>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <xgrad/graph/plan/jit/code_internal.hpp>
#include <xgrad/graph/plan/jit/product_internal.hpp>
#ifndef XGRAD_NO_X86_KERNELS
#include <xgrad/graph/plan/jit/encoder_internal.hpp>
#include <xgrad/graph/plan/jit/product_encoder_internal.hpp>
#endif

namespace xgrad::jit {

namespace {

/// Of loops that nobody uses any more, so many bytes are kept for who asks again.
constexpr std::size_t most_bytes = std::size_t(16) << 20;

#ifndef XGRAD_NO_X86_KERNELS
Isa isa() { return lanes::instruction_set() == "avx512" ? Isa::avx512 : Isa::avx2; }
bool has_isa() { return lanes::instruction_set() == "avx512" || lanes::instruction_set() == "avx2"; }

/// Code, or none, with the reason: the memory was refused, or the encoder is at its end. encode(buffer): the bytes
/// used.
template <class Encode>
std::shared_ptr<const Code> assemble(std::size_t bytes, bool& is_refused, const Encode& encode) {
  for (int attempt = 0; attempt < 4; ++attempt, bytes *= 4) {
    std::vector<std::uint8_t> memory(bytes + 64);
    const auto start = (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64) % 64;
    const std::span<std::uint8_t> aligned(memory.data() + start, bytes);  // as the page will be
    try {
      auto code = Code::make(aligned.first(encode(aligned)));
      is_refused = !code;
      return code;
    } catch (const Xbyak::Error& error) {
      if (static_cast<int>(error) != Xbyak::ERR_CODE_IS_TOO_BIG) return nullptr;
    }
  }
  return nullptr;
}

std::shared_ptr<const Code> compile(const Body& body, bool& is_refused) {
  const Allocation allocation = allocate(body, register_file(isa()));
  const std::size_t bytes = 4096 + allocation.code.size() * 32 + body.steps.size() * vector_bytes(isa());
  return assemble(bytes, is_refused,
                  [&](std::span<std::uint8_t> buffer) { return Encoder(body, allocation, isa(), buffer).encode(); });
}
std::shared_ptr<const Code> compile(const ProductBody& body, bool& is_refused) {
  return assemble(std::size_t(16) << 10, is_refused,
                  [&](std::span<std::uint8_t> buffer) { return ProductEncoder(body, isa(), buffer).encode(); });
}
#else
bool has_isa() { return false; }
template <class AnyBody> std::shared_ptr<const Code> compile(const AnyBody&, bool&) { return nullptr; }
#endif

/// The loops of this process, by their bodies' keys.
class Cache {
 public:
  template <class AnyBody> std::shared_ptr<const Code> find_or_compile(const AnyBody& body) {
    std::string key = body.key();
    const std::lock_guard lock(mutex_);
    if (is_refused_) return nullptr;
    if (auto found = loops_.find(key); found != loops_.end()) {
      ++statistics_.found_again;
      return found->second;
    }
    const auto begin = std::chrono::steady_clock::now();
    std::shared_ptr<const Code> code = compile(body, is_refused_);
    statistics_.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (code) {
      ++statistics_.loops;
      statistics_.bytes += code->bytes();
      make_room(code->bytes());
      bytes_ += code->bytes();
    }
    loops_.emplace(std::move(key), code);
    return code;
  }
  Statistics statistics() {
    const std::lock_guard lock(mutex_);
    return statistics_;
  }

 private:
  void make_room(std::size_t bytes) {
    if (bytes_ + bytes <= most_bytes) return;
    for (auto i = loops_.begin(); i != loops_.end();)
      if (i->second && i->second.use_count() == 1)
        bytes_ -= i->second->bytes(), i = loops_.erase(i);
      else
        ++i;
  }

  std::mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const Code>> loops_;
  std::size_t bytes_ = 0;
  bool is_refused_ = false;
  Statistics statistics_{};
};

Cache& cache() {
  static Cache* const cache = new Cache;  // never destroyed: programs in static storage may still run
  return *cache;
}

}  // namespace

Mode mode() {
  static const Mode chosen = [] {
    const char* const text = std::getenv("XGRAD_JIT");
    const std::string_view wanted = text != nullptr ? text : "";
    if (wanted == "0" || !has_isa()) return Mode::off;
    return wanted == "1" ? Mode::always : Mode::automatic;
  }();
  return chosen;
}

std::shared_ptr<const Code> compiled(const Body& body) { return has_isa() ? cache().find_or_compile(body) : nullptr; }
std::shared_ptr<const Code> compiled(const ProductBody& body) {
  return has_isa() ? cache().find_or_compile(body) : nullptr;
}
std::string ProductBody::key() const {
  std::string key = "product";
  for (const std::int64_t number : {static_cast<std::int64_t>(type), rows, columns, steps, a_row, a_step})
    key.append(reinterpret_cast<const char*>(&number), sizeof number);
  return key;
}
Statistics statistics() { return cache().statistics(); }

bool stores_partial_masks() { return lanes::instruction_set() == "avx512"; }
std::size_t lanes_of(LaneType type) {
  return (stores_partial_masks() ? std::size_t(64) : std::size_t(32)) / (type == LaneType::float32 ? 4 : 8);
}

}  // namespace xgrad::jit
