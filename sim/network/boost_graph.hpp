#pragma once
/// The network as Boost's algorithms see it: a directed compressed sparse row graph that holds each
/// tie in both directions. Kept out of network.hpp so that models do not pay for Boost's headers.

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <cstdint>

#include "sim/network/network.hpp"

namespace streetlight {

using BoostGraph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                      boost::no_property, std::uint32_t, std::uint32_t>;

struct Network::Graph {
  BoostGraph rows;
};

}  // namespace streetlight
