#pragma once
/// Builds that check themselves: every preset but release. Much is computed a quick way: bounds settle most entities
/// without the equation, loops leave out those to whom nothing can happen, draws and sums are made for many at once.
/// Each quick way is right only as long as something holds of an equation that somebody may change. So these builds
/// compute the plain way as well, for everyone, and require the same bits. The release build has none of it.

#include <cstddef>

namespace streetlight {

#ifdef NDEBUG
inline constexpr bool checks_itself = false;
#else
inline constexpr bool checks_itself = true;
#endif

[[noreturn]] void quick_way_failed(const char* what, const char* header, std::size_t entity);

/// Throws BrokenPromise unless the quick way agrees with the plain one about `what` of `entity`. `header`: where the
/// equation stands, and beside it the bound or the list of what it reads. To be called under
/// `if constexpr (checks_itself)`.
inline void must_agree(bool agrees, const char* what, const char* header, std::size_t entity) {
  if (!agrees) quick_way_failed(what, header, entity);
}

}  // namespace streetlight
