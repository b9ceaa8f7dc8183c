// The filter's transform of Winograd's forms, vectors along the output channels.
#include "panel_transpose.h"

#define OKO_FILTER_CHANNELS 16

/// One column of G g.
OKO_INLINE void winograd_g(const int tile, const int filter, const vec g[3], vec u[6]) {
  if (tile == 1) {
    u[0] = g[0];
    u[1] = g[1];
  } else if (tile == 2 && filter == 2) {
    u[0] = g[0];
    u[1] = g[0] + g[1];
    u[2] = g[1];
  } else if (tile == 2) {
    vec half = 0.5f * (g[0] + g[2]);
    u[0] = g[0];
    u[1] = half + 0.5f * g[1];
    u[2] = half - 0.5f * g[1];
    u[3] = g[2];
  } else if (filter == 2) {
    u[0] = 0.5f * g[0];
    u[1] = -0.5f * (g[0] + g[1]);
    u[2] = (g[1] - g[0]) * (1.0f / 6);
    u[3] = (g[0] + 2.0f * g[1]) * (1.0f / 6);
    u[4] = g[1];
  } else {
    vec even = g[0] + g[2], quarter = 0.25f * g[0] + g[2];
    u[0] = 0.25f * g[0];
    u[1] = (even + g[1]) * (-1.0f / 6);
    u[2] = (even - g[1]) * (-1.0f / 6);
    u[3] = (quarter + 0.5f * g[1]) * (1.0f / 6);
    u[4] = (quarter - 0.5f * g[1]) * (1.0f / 6);
    u[5] = g[2];
  }
}

/// G g Gᵀ for one input channel and a vector of output channels; the strides lead from one tap to the next.
OKO_INLINE void winograd_transform_filter(
  const int tile, const int filter, const float *g, int64_t row_stride, int64_t column_stride,
  int64_t part, float *u, int64_t point) {
  const int side = tile + filter - 1;
  vec half[OKO_MAX_SIDE][3];
  OKO_UNROLL for (int x = 0; x < filter; ++x) {
    vec column[3], t[OKO_MAX_SIDE];
    OKO_UNROLL for (int y = 0; y < filter; ++y) {
      column[y] = v_load_part(g + y * row_stride + x * column_stride, part);
    }
    winograd_g(tile, filter, column, t);
    OKO_UNROLL for (int y = 0; y < side; ++y) half[y][x] = t[y];
  }
  OKO_UNROLL for (int y = 0; y < side; ++y) {
    vec t[OKO_MAX_SIDE];
    winograd_g(tile, filter, half[y], t);
    OKO_UNROLL for (int x = 0; x < side; ++x) v_store(u + (y * side + x) * point, t[x]);
  }
}

/// The taps of a filter for the data gradient, transposed: [tap][input channel][a vector of outputs]. At stride 1 they
/// are turned, too.
static void winograd_transpose_filter(
  const oko_conv_shape *s, const float *hwio, int64_t out, int64_t in, int64_t count,
  float *transposed) {
  int64_t taps = oko_taps(s), part = oko_min(OKO_WIDTH, s->out_channels - out);
  oko_panel panel = {.first = out, .count = part, .vectors = 1, .width = OKO_WIDTH};
  for (int64_t tap = 0; tap < taps; ++tap) {
    int64_t source = oko_is_halving(s) ? tap : taps - 1 - tap;
    const float *from = hwio + (source * s->out_channels + out) * s->in_channels + in;
    oko_pack_transposed(
      from, s->in_channels, &panel, count, transposed + tap * OKO_FILTER_CHANNELS * OKO_WIDTH);
  }
}

/// Transforms `count` input channels of every plane's filter for a vector of output channels: the taps and the channels
/// of `taps` are so far apart, those of `u` by `width`.
OKO_INLINE void winograd_filter_of(
  const int tile, const int filter, const oko_conv_shape *s, const float *taps,
  int64_t tap_stride, int64_t channel_stride, int64_t count, int64_t part, float *u,
  int64_t width, oko_filter_layout layout) {
  for (int64_t plane = 0; plane < oko_in_planes(s) * oko_out_planes(s); ++plane) {
    oko_axis rows = oko_row_axis(s, plane), columns = oko_column_axis(s, plane);
    const float *first = taps + (rows.tap * s->kernel_width + columns.tap) * tap_stride;
    float *to = u
      + (oko_out_planes(s) > 1 ? plane * layout.plane : plane * s->in_channels * width);
    for (int64_t i = 0; i < count; ++i) {
      winograd_transform_filter(
        tile, filter, first + i * channel_stride, rows.tap_step * s->kernel_width * tap_stride,
        columns.tap_step * tap_stride, part, to + i * width, layout.point);
    }
  }
}

#define OKO_FILTER_FORM(M, R) \
  if (oko_tile(s) == M && oko_tile_filter(s) == R) { \
    winograd_filter_of( \
      M, R, s, taps, tap_stride, channel_stride, count, part, u, width, layout); \
  }

static void winograd_filter_channels(
  const oko_conv_shape *s, const float *taps, int64_t tap_stride, int64_t channel_stride,
  int64_t count, int64_t part, float *u, int64_t width, oko_filter_layout layout) {
  OKO_WINOGRAD_FORMS(OKO_FILTER_FORM)
}

/// Transforms `count` input channels, at most OKO_FILTER_CHANNELS of a gradient's, for a vector of output channels.
static void winograd_filter_part(
  const oko_conv_shape *s, const float *hwio, int is_gradient, int64_t out, int64_t in,
  int64_t count, float *u, int64_t width, oko_filter_layout layout) {
  int64_t part = oko_min(OKO_WIDTH, s->out_channels - out);
  if (!is_gradient) {
    winograd_filter_channels(
      s, hwio + in * s->out_channels + out, s->in_channels * s->out_channels, s->out_channels,
      count, part, u, width, layout);
    return;
  }
  float transposed[16 * OKO_FILTER_CHANNELS * OKO_WIDTH];
  if (part < OKO_WIDTH) memset(transposed, 0, sizeof(transposed));
  winograd_transpose_filter(s, hwio, out, in, count, transposed);
  winograd_filter_channels(
    s, transposed, OKO_FILTER_CHANNELS * OKO_WIDTH, OKO_WIDTH, count, part, u, width, layout);
}

/// The same, rounded: pairs of channels are words.
static void winograd_filter_words(
  const oko_conv_shape *s, const float *hwio, int is_gradient, int64_t out, int64_t in,
  int64_t count, float *u, int64_t width, oko_filter_layout layout) {
  const int64_t point = OKO_FILTER_CHANNELS * OKO_WIDTH;
  // Tiles of bf16 have sides of 4.
  float floats[16 * OKO_FILTER_CHANNELS * OKO_WIDTH];
  const oko_filter_layout local = {point, oko_points(s) * point};
  winograd_filter_part(s, hwio, is_gradient, out, in, count, floats, OKO_WIDTH, local);
  for (int64_t i = 0; i < oko_points(s); ++i) {
    // What fills the last word.
    if (count % 2 > 0) v_store(floats + i * point + count * OKO_WIDTH, v_set(0));
    for (int64_t channel = 0; channel < count; channel += 2) {
      const float *pair = floats + i * point + channel * OKO_WIDTH;
      uvec word = v_round_to_bf16(v_load(pair)) >> 16;
      word |= v_round_to_bf16(v_load(pair + OKO_WIDTH)) & 0xffff0000;
      *(word_vec *)(u + i * layout.point + channel / 2 * width) = (ivec)word;
    }
  }
}

static void winograd_filter(
  const oko_conv_shape *s, const float *hwio, int is_gradient, float *packed,
  oko_filter_layout layout, int64_t channel_begin, int64_t channel_end) {
  const int64_t full = OKO_WIDTH * OKO_VECTORS;
  const int64_t depth = oko_in_planes(s) * oko_tile_words(s, s->in_channels);
  for (int64_t out = 0; out < s->out_channels; out += OKO_WIDTH) {
    int64_t panel = out / full * full;
    int64_t width =
      oko_divide_up(oko_min(full, s->out_channels - panel), OKO_WIDTH) * OKO_WIDTH;
    float *to = packed + panel * depth + out - panel;
    for (int64_t in = channel_begin; in < channel_end; in += OKO_FILTER_CHANNELS) {
      int64_t count = oko_min(OKO_FILTER_CHANNELS, channel_end - in);
      float *u = to + oko_tile_words(s, in) * width;
      if (s->winograd_in_bf16) {
        winograd_filter_words(s, hwio, is_gradient, out, in, count, u, width, layout);
      } else {
        winograd_filter_part(s, hwio, is_gradient, out, in, count, u, width, layout);
      }
    }
  }
}
