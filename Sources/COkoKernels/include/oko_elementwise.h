#ifndef OKO_ELEMENTWISE_H
#define OKO_ELEMENTWISE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The activation functions. `slope` belongs to leaky ReLU alone.
typedef enum {
  OKO_NONE = 0,
  OKO_RELU,
  OKO_LEAKY_RELU,
  OKO_SILU,
  OKO_SIGMOID,
  OKO_HARD_SWISH,
  OKO_TANH,
  OKO_GELU,       ///< x · Φ(x), with the error function.
  OKO_GELU_TANH,  ///< The tanh approximation of GELU.
  OKO_SOFTPLUS,
} oko_activation;

/// y[i] = activation(x[i]); y may be x.
void oko_activate(oko_activation activation, float slope, const float *x, float *y, int64_t count);
/// dx[i] = dy[i] · activation′(x[i]); dx may be dy.
void oko_activate_backward(
  oko_activation activation, float slope, const float *x, const float *dy, float *dx,
  int64_t count);

#ifdef __cplusplus
}
#endif
#endif
