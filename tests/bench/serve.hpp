#pragma once
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

/// The other end of Peer: a process that does work when it is told to, so that contestants with libraries of their own
/// take turns with the others. peers_serve.py is the same in Python.
///   prepare WORK   sets it up and warms it up      -> ready RESULT     a number that all contestants agree on
///   time           does units, a turn of them      -> seconds SECONDS  for one unit
///   memory         the largest so far, in bytes    -> memory PEAK AT_START
/// or "error MESSAGE". The end of the input ends it.
namespace xgrad::bench {

/// A contestant is timed for `turn` seconds or for `least_units` units at once, whichever is longer, but at most for
/// `longest_turn`: lax.scan does ten steps a call, and nobody else should begin more often with cold caches.
constexpr double turn = 0.015, least_units = 10, longest_turn = 0.3;
constexpr std::chrono::milliseconds pause_of_turn{5};

struct Served {
  std::function<void()> unit;
  double result = 0;
  double units_a_call = 1;  ///< a call of `unit` does so many units (lax.scan)
};

/// The most memory this process has had, in bytes (VmHWM).
inline double peak_memory() {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;)
    if (word == "VmHWM:") {
      double kilobytes = 0;
      file >> kilobytes;
      return kilobytes * 1024;
    }
  return 0;
}

/// Seconds that `count` calls take.
inline double seconds_of(const std::function<void()>& unit, std::int64_t count) {
  const auto begin = std::chrono::steady_clock::now();
  for (std::int64_t i = 0; i < count; ++i) unit();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// How many calls a turn has; this warms up too.
inline std::int64_t calls_of_turn(const std::function<void()>& unit, double units_a_call = 1) {
  const auto calls_in = [](double seconds, double call) {
    return static_cast<std::int64_t>(std::llround(seconds / call));
  };
  for (std::int64_t count = 1;; count *= 2) {
    const double taken = seconds_of(unit, count), call = taken / static_cast<double>(count);
    if (taken > turn / 4)
      return std::max({std::int64_t(1), calls_in(turn, call),
                       calls_in(std::min(longest_turn, least_units * call / units_a_call), call)});
  }
}

/// Answers until the input ends. at_start: peak_memory() before the work's library was used.
inline void serve(const std::function<Served(const std::string&)>& prepare, double at_start) {
  Served served;
  std::int64_t calls = 1;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string command, work;
    words >> command >> work;
    try {
      if (command == "prepare") {
        served = {};
        served = prepare(work);
        calls = calls_of_turn(served.unit, served.units_a_call);
        std::printf("ready %.17g\n", served.result);
      } else if (command == "time") {
        std::this_thread::sleep_for(pause_of_turn);
        const double seconds = seconds_of(served.unit, calls) / static_cast<double>(calls) / served.units_a_call;
        // Threads that spin a while for more work do not disturb whose turn is next.
        std::this_thread::sleep_for(pause_of_turn);
        std::printf("seconds %.17g\n", seconds);
      } else {
        std::printf("memory %.17g %.17g\n", peak_memory(), at_start);
      }
    } catch (const std::exception& error) { std::printf("error %s\n", error.what()); }
    std::fflush(stdout);
  }
}

}  // namespace xgrad::bench
