#pragma once
/// Random123 refuses processors that its authors have not tried. Its Philox is whole-number arithmetic in plain C++, so
/// it is told the name of one that it knows and has no special code for; the tests hold the words to the native ones.

#ifdef __riscv
#include_next <Random123/philox.h>
#else
#define __riscv 1
#include_next <Random123/philox.h>
#undef __riscv
#endif
