// The choice of an instruction set: by name, by OKO_ISA, or the best that the CPU has.
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "isa.h"

static _Atomic(const oko_isa *) current;
static _Thread_local const oko_isa *override;

static const oko_isa *available(int index) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")
      && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
      && index-- == 0) {
    return &oko_isa_avx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && index-- == 0) {
    return &oko_isa_avx2;
  }
#elif defined(__aarch64__)
  if (index-- == 0) return &oko_isa_neon;
#endif
  return index == 0 ? &oko_isa_portable : NULL;
}

static const oko_isa *find(const char *name) {
  const oko_isa *isa = NULL;
  for (int index = 0; (isa = available(index)) != NULL; ++index) {
    if (strcmp(isa->name, name) == 0) return isa;
  }
  return NULL;
}

const oko_isa *oko_isa_current(void) {
  if (override != NULL) return override;
  const oko_isa *isa = atomic_load_explicit(&current, memory_order_relaxed);
  if (isa != NULL) return isa;
  const char *wanted = getenv("OKO_ISA");
  if (wanted != NULL) isa = find(wanted);
  if (isa == NULL) isa = available(0);
  atomic_store_explicit(&current, isa, memory_order_relaxed);
  return isa;
}

static _Thread_local int avoids_native_products;

int oko_low_products_are_native(void) {
#if defined(__x86_64__)
  return oko_isa_current() == &oko_isa_avx512 && !avoids_native_products
    && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bf16");
#else
  return 0;
#endif
}

void oko_low_products_avoid_native_for_thread(int avoids) { avoids_native_products = avoids; }

const oko_low_kernels *oko_low_kernels_current(void) {
#if defined(__x86_64__)
  if (oko_low_products_are_native()) return &oko_low_kernels_avx512;
#endif
  return &oko_isa_current()->low;
}

int oko_kernels_select_for_thread(const char *name) {
  const oko_isa *isa = name == NULL ? NULL : find(name);
  if (name != NULL && isa == NULL) return -1;
  override = isa;
  return 0;
}

const char *oko_kernels_current(void) { return oko_isa_current()->name; }

const char *oko_kernels_available(int index) {
  const oko_isa *isa = available(index);
  return isa == NULL ? NULL : isa->name;
}

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double oko_measure_peak(void) {
  const oko_isa *isa = oko_isa_current();
  double best = 0;
  for (int round = 0; round < 20; ++round) {
    double start = seconds();
    double flops = isa->peak_flops(100000);
    double rate = flops / (seconds() - start) * 1e-9;
    if (rate > best) best = rate;
  }
  return best;
}
