// Everything that is compiled once per instruction set, and its table.
#include "vector.h"
#include "brgemm_body.h"
#include "math_body.h"
#include "activation_body.h"
#include "depthwise_body.h"

#define OKO_TABLE(isa_name) \
  { \
    .name = isa_name, .width = OKO_WIDTH, .vectors = OKO_VECTORS, .rows = OKO_ROWS, \
    .brgemm = {OKO_BRGEMM_TABLE}, .epilogue = epilogue, .activate = activate, \
    .activate_backward = activate_backward, .depthwise_forward = depthwise_forward, \
    .depthwise_backward_data = depthwise_backward_data, \
    .depthwise_backward_filter = depthwise_backward_filter, .peak_flops = peak_flops, \
  }
