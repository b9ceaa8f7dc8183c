// Everything that is compiled once per instruction set, and its table.
#include "block_sizes.h"
#include "vector.h"
#include "math_body.h"
#include "brgemm_body.h"
#include "activation_body.h"
#include "attention_body.h"
#include "low_block_body.h"
#include "low_row_body.h"
#include "low_values_body.h"
#include "winograd_body.h"
#include "low_finish_body.h"
#include "low_convert_body.h"
#include "low_gate_body.h"
#include "low_pack_body.h"
#include "depthwise_line_body.h"
#include "low_pairs_body.h"
#include "depthwise_body.h"
#include "low_depthwise_body.h"
#include "elementwise_body.h"
#include "reduction_body.h"
#include "normalization_body.h"
#include "optimizer_body.h"
#include "pooling_body.h"
#include "low_pooling_body.h"
#include "recurrence_body.h"
#include "resample_body.h"
#include "winograd_output_body.h"
#include "winograd_filter_body.h"
#include "winograd_gradient_body.h"

#define OKO_KERNEL_ENTRY(function, parameters, arguments) .function = function,
#define OKO_TABLE(isa_name) \
  { \
    .name = isa_name, .width = OKO_WIDTH, .vectors = OKO_VECTORS, .rows = OKO_ROWS, \
    .narrow_rows = OKO_NARROW_ROWS, \
    .brgemm = {OKO_BLOCKS(OKO_BRGEMM_ENTRY)}, .low = OKO_LOW_TABLE, \
    .epilogue = epilogue, \
    .peak_flops = peak_flops, \
    .add_groups = add_groups, \
    .winograd_output = winograd_output, .winograd_sums = winograd_sums, \
    .winograd_filter = winograd_filter, \
    .winograd_spread = winograd_spread, .winograd_gather = winograd_gather, \
    OKO_KERNEL_LIST(OKO_KERNEL_ENTRY) \
  }
