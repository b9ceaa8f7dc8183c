#ifndef OKO_KERNELS_H
#define OKO_KERNELS_H

// The hot loops of Oko, in C, with one instance per instruction set chosen at run time.
//
// Activations are NHWC float32, filters HWIO ([KH][KW][Cin / groups][Cout]) float32. Every function
// works serially on the range that it is given; the caller splits the work and runs the parts side
// by side. Nothing allocates: scratch memory comes from the caller, in floats, as the function named
// `…_scratch_size` says. No pointer needs an alignment; 64 bytes is fastest.
//
// Each topic has its header; this one is what Swift imports.

#include "oko_attention.h"
#include "oko_convolution.h"
#include "oko_elementwise.h"
#include "oko_matrix.h"
#include "oko_normalization.h"
#include "oko_optimizers.h"
#include "oko_pooling.h"
#include "oko_precision.h"
#include "oko_recurrence.h"
#include "oko_resample.h"
#include "oko_winograd.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The name of the available instruction set with this index, best first, or NULL past the last:
/// "avx512", "avx2", "neon" or "portable".
///
/// The environment variable `OKO_ISA` chooses one by its name; otherwise the best is taken.
const char *oko_kernels_available(int index);

/// The name of the instruction set in use.
const char *oko_kernels_current(void);

/// Raise this with what changes how long kernels take, so that choices by measured times are made anew.
#define OKO_KERNELS_VERSION 2

/// Selects an instruction set for the calling thread alone, until it is called with NULL: for tests.
///
/// Packed filters are laid out for the set in use when they were packed, so pack again after this.
/// Returns 0, or -1 where this machine does not have the set.
int oko_kernels_select_for_thread(const char *name);

/// Tells the processor that the calling thread only waits for another one.
static inline void oko_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Measures the multiply-add peak of one core with the set in use, in GFLOP/s (takes some milliseconds).
double oko_measure_peak(void);

#ifdef __cplusplus
}
#endif
#endif
