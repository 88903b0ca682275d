#pragma once
/// A result in memory: finished runs, and the shape and provenance that a file would have.

#include <map>

#include "sim/experiment/memory_sink.hpp"
#include "sim/results/run_source.hpp"

namespace streetlight {

class MemoryResults final : public PanelSink, public RunSource {
 public:
  explicit MemoryResults(PanelShape shape, Provenance provenance = {})
      : shape_(std::move(shape)), provenance_(std::move(provenance)) {}

  /// Keeps a run. EXPECTs that it is of this shape.
  void write(const RunResult& run) override;

  std::string name() const override { return "this result"; }
  const PanelShape& shape() const override { return shape_; }
  const Provenance& provenance() const override { return provenance_; }
  bool completed(const RunKey& key) const override { return kept_.runs.contains(key); }
  std::vector<double> read(std::size_t column, const PanelSlice& slice) const override;
  std::vector<double> rows(std::size_t table, const RunKey& run) const override;

  const std::map<RunKey, RunResult>& kept() const { return kept_.runs; }

 private:
  PanelShape shape_;
  Provenance provenance_;
  MemorySink kept_;
};

}  // namespace streetlight
