#pragma once
/// The network as Boost's algorithms see it: a directed compressed sparse row graph that holds each
/// tie in both directions. A copy, unpacked. Kept out of network.hpp so that models do not pay for Boost's headers.

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <cstdint>
#include <utility>

#include "sim/network/network.hpp"

namespace streetlight {

using BoostGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                      boost::no_property, std::uint32_t, std::uint32_t>;

inline BoostGraph boost_graph(const Network& network) {
  // The finished rows are handed over: the graph's own constructors would need the ties as pairs
  PlainRows rows = network.plain_rows();
  BoostGraph graph;
  graph.m_forward.m_rowstart = std::move(rows.offsets);
  graph.m_forward.m_column = std::move(rows.targets);
  return graph;
}

}  // namespace streetlight
