#pragma once
/// What happens in the processes that the program forks while it is fuzzed. Without this it is lost on libFuzzer:
/// neither would their coverage count, nor a sanitizer's report be seen, since the program takes the death of such a
/// process for the damaged file's doing.

namespace streetlight::fuzz {

/// A sanitizer's report on our own code from a process forked since the last call, or null. What the HDF5 library does
/// to itself over a damaged file is not a finding: that is what the process is there for.
const char* fault_of_a_child();

}  // namespace streetlight::fuzz
