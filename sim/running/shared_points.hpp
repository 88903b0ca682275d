#pragma once
/// Points of a calibration that the ranks simulate together: what rank 0 hands out, and what each rank gives back, as
/// bytes. All ranks are the same program on machines of one kind, so numbers travel as they are in memory.

#include <cstddef>
#include <string>
#include <vector>

#include "sim/calibration/simulator.hpp"

namespace streetlight {

/// Some points of a batch.
struct PointPiece {
  Batch batch;                       ///< with the values of these points alone
  std::vector<std::size_t> indices;  ///< of the points in the whole batch
};

/// What came of a piece.
struct PieceOutcome {
  std::vector<std::size_t> done;         ///< points of the piece: all of them, unless the rank was stopped
  std::vector<std::vector<double>> got;  ///< of these, [point][target]
  std::size_t failed = 0;                ///< points with a run that failed
  std::string first_failure;
  bool stopped = false;
};

/// By rank; none: there will be no more.
std::vector<char> bytes_of(const std::vector<PointPiece>& pieces);
std::vector<PointPiece> pieces_of(const std::vector<char>& bytes);

std::vector<char> bytes_of(const PieceOutcome& outcome);
PieceOutcome outcome_of(const std::vector<char>& bytes);

}  // namespace streetlight
