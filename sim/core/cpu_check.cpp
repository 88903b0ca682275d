// Refuses politely on a processor below the instruction level of the build, before the first instruction that it
// would not know. Built without our instruction-level flag and linked as an object file: the check runs ahead of the
// constructors of static objects, which may use such instructions already. It calls the C library only, because an
// inline function of a C++ header could be merged with a copy compiled for the higher level.
#include <cstdio>
#include <cstdlib>

#if defined(__x86_64__) && defined(STREETLIGHT_NEEDS_AVX2)
namespace {

[[gnu::constructor(101)]] void refuse_older_processors() {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) return;
  std::fputs(
      "streetlight: this processor has no AVX2, and this program was built for x86-64-v3 processors (most since 2013), "
      "so that results have the same bits everywhere. Use a newer machine, or build for this one with "
      "cmake --preset release -DSTREETLIGHT_MARCH=x86-64-v2 (same results, only slower).\n",
      stderr);
  std::_Exit(2);
}

}  // namespace
#endif
