#pragma once
#include <cstdint>
#include <string_view>

namespace xgrad::models {

/// FNV-1a: a number for a name, the same everywhere.
inline std::uint64_t name_hash(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

}  // namespace xgrad::models
