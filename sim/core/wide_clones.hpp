#pragma once
/// A function that is compiled twice: for the build's instruction level, and for processors with 512-bit vectors, where
/// the program starts with the second. Each number of a column goes through the same operations either way, none is
/// fused or put in another order (StreetlightFlags.cmake), so both give the same bits. For loops over columns that
/// compute much and wait little for memory.

#if defined(NDEBUG) && defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define STREETLIGHT_WIDE_CLONE __attribute__((target_clones("arch=x86-64-v4", "default")))
#else
#define STREETLIGHT_WIDE_CLONE
#endif
