// The taps side by side: every pixel of dy is multiplied once, by a matrix with a column for each tap and channel of
// dx, and what comes out is added up where it belongs.
//
// A product for each pixel of dx would leave most lanes of every vector empty where dx has three channels. So DCGAN's
// last layer, 32×32×64 to 64×64×3, is one product of 1024 by 64 by 48, and a row of dx the sum of two rows of it,
// shifted by a tap or two. It takes 67 microseconds; a product for each row of dx, the pixels of a pair side by side,
// took 160.
#include "convolution_taps.h"

#include <string.h>

#include "panel_transpose.h"

int oko_has_joint_taps(const oko_conv_shape *s) {
  return s->groups == 1 && s->stride_x > 1 && s->dilation_x == 1 && s->dilation_y == 1
    && s->stride_x * s->in_channels <= oko_isa_current()->width;
}

/// The taps of a row come in groups of `stride_x`, whose channels are neighbours in dx; the last may have room left.
typedef struct {
  int64_t groups, group;    // how many, and the floats of one
  int64_t columns, row;     // of the product: what is used, and with the padding
  int64_t slots;            // rows of dy that meet a row of dx
  int64_t line;             // floats of a row of dx, with what the taps reach beyond it
} tap_layout;

static tap_layout layout_of(const oko_conv_shape *s) {
  int64_t width = oko_isa_current()->width, groups = oko_divide_up(s->kernel_width, s->stride_x);
  tap_layout layout = {.groups = groups, .group = s->stride_x * s->in_channels};
  layout.columns = s->kernel_height * groups * layout.group;
  layout.row = oko_divide_up(layout.columns, width) * width;
  layout.slots = oko_divide_up(s->kernel_height, s->stride_y);
  layout.line = oko_max(
    (s->out_width + groups - 1) * layout.group, (s->padding_left + s->width) * s->in_channels);
  return layout;
}

int64_t oko_joint_taps_packed_size(const oko_conv_shape *s) {
  return layout_of(s).row * s->out_channels;
}

void oko_joint_taps_pack_filter(const oko_conv_shape *s, const float *hwio, float *packed) {
  const oko_isa *isa = oko_isa_current();
  tap_layout layout = layout_of(s);
  int64_t row_columns = layout.groups * layout.group, used = s->kernel_width * s->in_channels;
  for (int64_t index = 0; index < oko_panel_count(isa, layout.columns); ++index) {
    oko_panel panel = oko_panel_at(isa, layout.columns, index);
    float *to = packed + panel.first * s->out_channels;
    memset(to, 0, (size_t)(panel.width * s->out_channels) * sizeof(float));
    for (int64_t n = 0; n < panel.count; ++n) {
      int64_t row = (panel.first + n) / row_columns, column = (panel.first + n) % row_columns;
      if (column >= used) continue;
      const float *from = hwio + (row * used + column) * s->out_channels;
      for (int64_t k = 0; k < s->out_channels; ++k) to[k * panel.width + n] = from[k];
    }
  }
}

int64_t oko_joint_taps_scratch_size(const oko_conv_shape *s) {
  tap_layout layout = layout_of(s);
  return layout.slots * s->out_width * layout.row + layout.line + 3 * s->width * s->in_channels;
}

/// A row of dy by all taps.
static void multiply_row(
  const oko_isa *isa, const oko_conv_shape *s, const tap_layout *layout, const float *dy,
  const float *packed, float *products) {
  for (int64_t index = 0; index < oko_panel_count(isa, layout->columns); ++index) {
    oko_panel panel = oko_panel_at(isa, layout->columns, index);
    int64_t part = oko_even_part(s->out_width, oko_block_rows(isa, panel.vectors));
    for (int64_t pixel = 0; pixel < s->out_width; pixel += part) {
      oko_pair pair = {dy + pixel * oko_y_stride(s), packed + panel.first * s->out_channels};
      oko_brgemm product = {
        .pairs = &pair, .count = 1, .k = s->out_channels, .a_m = oko_y_stride(s), .a_k = 1,
        .b_k = panel.width, .c = products + pixel * layout->row + panel.first,
        .c_m = layout->row, .n = panel.width,
      };
      isa->brgemm[oko_min(part, s->out_width - pixel)][panel.vectors](&product);
    }
  }
}

/// A row's pixels from one pixel stride to another.
static void copy_pixels(
  const oko_conv_shape *s, const float *from, int64_t from_stride, float *to, int64_t to_stride) {
  int64_t channels = s->in_channels;
  if (from_stride == channels && to_stride == channels) {
    memcpy(to, from, (size_t)(s->width * channels) * sizeof(float));
    return;
  }
  for (int64_t i = 0; i < s->width; ++i) {
    memcpy(to + i * to_stride, from + i * from_stride, (size_t)channels * sizeof(float));
  }
}

/// The vector of channels for every pixel of a row, or NULL.
static const float *repeated(const oko_conv_shape *s, const float *vector, float *target) {
  if (vector == NULL) return NULL;
  for (int64_t i = 0; i < s->width; ++i) {
    memcpy(target + i * s->in_channels, vector, (size_t)s->in_channels * sizeof(float));
  }
  return target;
}

void oko_joint_taps_run(
  const oko_conv_shape *s, const float *dy, const float *packed, const oko_epilogue *epilogue,
  float *dx, int64_t row_begin, int64_t row_end, float *scratch) {
  const oko_isa *isa = oko_isa_current();
  tap_layout layout = layout_of(s);
  int64_t floats = s->width * s->in_channels, slot_floats = s->out_width * layout.row;
  float *line = scratch + layout.slots * slot_floats, *scale = line + layout.line;
  float *bias = scale + floats, *residual = bias + floats;
  oko_block_epilogue rest = {0};
  if (epilogue != NULL) {
    rest = (oko_block_epilogue){
      .scale = repeated(s, epilogue->scale, scale), .bias = repeated(s, epilogue->bias, bias),
      .residual = epilogue->residual == NULL ? NULL : residual,
      .activation = epilogue->activation, .slope = epilogue->slope,
      .residual_is_last = epilogue->residual_is_last,
    };
  }
  int64_t next = 0;  // the first row of dy, of all images', that has not been multiplied
  for (int64_t row = row_begin; row < row_end; ++row) {
    int64_t image = row / s->height, shifted = row % s->height + s->padding_top;
    memset(line, 0, (size_t)layout.line * sizeof(float));
    for (int64_t tap = s->kernel_height - 1; tap >= 0; --tap) {
      int64_t scaled = shifted - tap;
      if (scaled < 0 || scaled % s->stride_y != 0 || scaled / s->stride_y >= s->out_height) {
        continue;
      }
      int64_t source = image * s->out_height + scaled / s->stride_y;
      float *products = scratch + source % layout.slots * slot_floats;
      if (source >= next) {
        multiply_row(
          isa, s, &layout, dy + source * s->out_width * oko_y_stride(s), packed, products);
        next = source + 1;
      }
      for (int64_t group = 0; group < layout.groups; ++group) {
        isa->add_groups(
          products + (tap * layout.groups + group) * layout.group, layout.row,
          line + group * layout.group, layout.group, s->out_width);
      }
    }
    float *pixels = line + s->padding_left * s->in_channels;
    if (epilogue != NULL) {
      if (epilogue->residual != NULL) {
        int64_t stride = epilogue->residual_pixel_stride != 0
          ? epilogue->residual_pixel_stride : s->in_channels;
        copy_pixels(
          s, epilogue->residual + row * s->width * stride, stride, residual, s->in_channels);
      }
      isa->epilogue(pixels, 0, 1, floats, &rest);
    }
    copy_pixels(s, pixels, s->in_channels, dx + row * s->width * oko_x_stride(s), oko_x_stride(s));
  }
}
