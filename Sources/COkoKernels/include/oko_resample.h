#ifndef OKO_RESAMPLE_H
#define OKO_RESAMPLE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The parts of a resize of 8-bit pictures. They have the same bits on all instruction sets.

/// y[i] = Σ_tap weights[tap] · rows[tap][i], for at least one tap.
void oko_resample_rows(
  const uint8_t *const *rows, const float *weights, int64_t taps, float *y, int64_t count);
/// y[p, c] = Σ_tap weights[p, tap] · x[starts[p] + tap, c], for pixels of three channels.
///
/// Reads one number beyond the last pixel that it needs, and writes one beyond the last of y.
void oko_resample_pixels(
  const float *x, const int32_t *starts, const float *weights, int64_t taps, float *y,
  int64_t pixels);
/// y[i] = x[i] as a sample from 0 to 255, half rounded up.
void oko_samples_of_sums(const float *x, uint8_t *y, int64_t count);
/// The same samples divided by 255.
void oko_units_of_sums(const float *x, float *y, int64_t count);

#ifdef __cplusplus
}
#endif
#endif
