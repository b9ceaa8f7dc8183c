// The public functions that do nothing but pass on to the instruction set in use.
#include "convolution_shape.h"
#include "isa.h"

#define OKO_PUBLIC(name, parameters, arguments) \
  void oko_##name parameters { oko_isa_current()->name arguments; }

OKO_KERNEL_LIST(OKO_PUBLIC)

void oko_merge_moments(
  int64_t count, double *mean, double *deviation, int64_t other_count, const double *other_mean,
  const double *other_deviation, int64_t channels) {
  double total = (double)(count + other_count);
  if (total == 0) return;
  for (int64_t c = 0; c < channels; ++c) {
    double difference = other_mean[c] - mean[c];
    mean[c] += difference * (double)other_count / total;
    deviation[c] += other_deviation[c]
      + difference * difference * (double)count * (double)other_count / total;
  }
}
