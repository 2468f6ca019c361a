#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <xgrad/graph/error.hpp>
#include <xgrad/graph/graph.hpp>
#include <xgrad/models/callbacks.hpp>

namespace xgrad::models {
namespace {

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.flush();
  if (!file) throw IoError("history", "cannot write the file", path);
}

}  // namespace

EarlyStopping::EarlyStopping(Options o) : options_(std::move(o)) {
  if (options_.patience < 0)
    throw DataError("EarlyStopping", "patience is negative", std::to_string(options_.patience));
}

void EarlyStopping::on_train_begin(Trainer& trainer) {
  best_epoch_ = waited_ = 0;
  weights_.clear();
  const std::vector<std::string>& names = trainer.reported();
  if (std::find(names.begin(), names.end(), options_.monitor) == names.end())
    throw DataError("EarlyStopping", "no such number will be reported",
                    fmt::format("monitor = \"{}\", there will be {}", options_.monitor, fmt::join(names, ", ")),
                    options_.monitor.starts_with("validation_")
                        ? "fit(X, y, X_validation, y_validation) reports validation numbers"
                        : "");
}

bool EarlyStopping::on_epoch_end(Trainer& trainer, const EpochReport& report) {
  const double now = report.at(options_.monitor);
  const double gain = options_.larger_is_better ? now - best_ : best_ - now;
  if (std::isnan(now) || (best_epoch_ > 0 && !(gain > options_.min_delta))) return ++waited_ < options_.patience;
  best_ = now;
  best_epoch_ = report.epoch;
  waited_ = 0;
  if (!options_.restore_best_weights) return true;
  weights_.clear();
  for (const Vars* vars : {&trainer.net().parameters(), &trainer.net().buffers()})
    for (Var v : *vars) weights_.emplace_back(v, value(v));
  return true;
}

OnEpoch::OnEpoch(std::function<bool(const EpochReport&)> function) : function_(std::move(function)) {
  if (!function_) throw DataError("OnEpoch", "the function is empty");
}

void EarlyStopping::on_train_end(Trainer&) {
  for (const auto& [variable, best] : weights_) set(variable, best);
}

void CsvHistory::on_train_begin(Trainer&) {
  text_.clear();
  write_file(path_, text_);
}

bool CsvHistory::on_epoch_end(Trainer&, const EpochReport& report) {
  const NamedNumbers row = report.row();
  std::string header, line;
  for (const auto& [name, number] : row) {
    header += (header.empty() ? "" : ",") + name;
    line += fmt::format("{}{}", line.empty() ? "" : ",", number);
  }
  if (text_.empty()) text_ = header + "\n";
  text_ += line + "\n";
  write_file(path_, text_);
  return true;
}

void JsonHistory::on_train_begin(Trainer&) {
  text_.clear();
  write_file(path_, "[]\n");
}

bool JsonHistory::on_epoch_end(Trainer&, const EpochReport& report) {
  text_ += text_.empty() ? "{" : ",\n{";
  const NamedNumbers row = report.row();
  for (std::size_t i = 0; i < row.size(); ++i)
    text_ += fmt::format("{}\"{}\": {}", i > 0 ? ", " : "", row[i].first,
                         std::isfinite(row[i].second) ? fmt::format("{}", row[i].second) : "null");
  text_ += "}";
  write_file(path_, "[" + text_ + "]\n");
  return true;
}

ProgressBar::ProgressBar() : ProgressBar(std::cout, isatty(STDOUT_FILENO) == 1) {}

void ProgressBar::on_train_begin(Trainer& trainer) {
  done_ = 0;
  epochs_ = trainer.options().epochs;
}

bool ProgressBar::on_epoch_end(Trainer&, const EpochReport& report) {
  constexpr std::int64_t width = 20;
  ++done_;
  const bool is_due = is_terminal_ || done_ == 1 || done_ * 10 / epochs_ > (done_ - 1) * 10 / epochs_;
  if (!is_due) return true;
  const auto full = static_cast<std::size_t>(done_ * width / epochs_);
  std::string text =
      fmt::format("[{:<{}}] epoch {}/{}  loss {:.4g}", std::string(full, '#'), width, done_, epochs_, report.loss);
  for (const auto& [name, number] : report.metrics) text += fmt::format("  {} {:.4g}", name, number);
  if (report.validation_loss) text += fmt::format("  validation_loss {:.4g}", *report.validation_loss);
  for (const auto& [name, number] : report.validation_metrics)
    text += fmt::format("  validation_{} {:.4g}", name, number);
  *out_ << (is_terminal_ ? "\r\033[K" : "") << text << (is_terminal_ ? "" : "\n") << std::flush;
  return true;
}

void ProgressBar::on_train_end(Trainer&) {
  if (is_terminal_ && done_ > 0) *out_ << std::endl;
}

}  // namespace xgrad::models
