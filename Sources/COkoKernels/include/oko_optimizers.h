#ifndef OKO_OPTIMIZERS_H
#define OKO_OPTIMIZERS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// SGD with momentum: g = gradient_scale · gradient; v = momentum · v + g;
/// p −= rate · (nesterov ? g + momentum · v : v) + rate · decay · p.
typedef struct {
  float rate, momentum, decay;
  float gradient_scale;
  int nesterov;
} oko_sgd_options;

/// One step of SGD.
void oko_sgd(
  const oko_sgd_options *options, float *parameter, const float *gradient, float *velocity,
  int64_t count);

/// Adam, epsilon outside the root (Kingma and Ba, algorithm 1, as most libraries have it):
/// p −= rate · (m / correction1) / (√(v / correction2) + epsilon) + rate · decay · p,
/// with correction = 1 − beta^step.
typedef struct {
  float rate, beta1, beta2, epsilon, decay;
  float correction1, correction2;
  float gradient_scale;
} oko_adam_options;

/// One step of Adam or AdamW.
void oko_adam(
  const oko_adam_options *options, float *parameter, const float *gradient, float *first,
  float *second, int64_t count);

#ifdef __cplusplus
}
#endif
#endif
