#ifndef OKO_NORMALIZATION_H
#define OKO_NORMALIZATION_H

#include <stdint.h>

#include "oko_elementwise.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The mean and the sum of squared deviations of every channel of x[rows, channels], rows > 0.
void oko_channel_moments(
  const float *x, int64_t rows, int64_t channels, double *mean, double *deviation);
/// Merges the moments of a second set into those of a first (Chan, Golub and LeVeque, 1979).
void oko_merge_moments(
  int64_t count, double *mean, double *deviation, int64_t other_count, const double *other_mean,
  const double *other_deviation, int64_t channels);

/// y[r, c] = activation(x[r, c] · scale[c] + shift[c]); y may be x.
void oko_scale_shift_activate(
  oko_activation activation, float slope, const float *x, const float *scale, const float *shift,
  float *y, int64_t rows, int64_t channels);

/// What the backward pass of a normalisation knows about every channel.
typedef struct {
  const float *mean, *inverse_deviation, *gamma, *beta;
} oko_channel_norm;

/// Adds to `sum_g` and `sum_g_xhat` (per channel) the sums of g and g · x̂ over the rows, where
/// x̂ = (x − mean) · inverse_deviation and g = dy · activation′(gamma · x̂ + beta).
///
/// They are the gradients of beta and gamma.
void oko_norm_backward_reduce(
  oko_activation activation, float slope, const float *x, const float *dy,
  const oko_channel_norm *norm, double *sum_g, double *sum_g_xhat, int64_t rows,
  int64_t channels);
/// dx = inverse_deviation · (gamma · g − mean_g − x̂ · mean_g_xhat), where the means are those of
/// gamma · g and gamma · g · x̂ over all that shares a channel's statistics; both NULL (zero) where
/// the statistics are constants. dx may be dy.
void oko_norm_backward_apply(
  oko_activation activation, float slope, const float *x, const float *dy,
  const oko_channel_norm *norm, const float *mean_g, const float *mean_g_xhat, float *dx,
  int64_t rows, int64_t channels);

#ifdef __cplusplus
}
#endif
#endif
