// The filter's transform of Winograd's F(4×4, 3×3) and F(2×2, 3×3), vectors along the output channels.

#define OKO_FILTER_CHANNELS 16

/// One column of G g.
OKO_INLINE void winograd_g(const int tile, const vec g[3], vec u[6]) {
  if (tile == 2) {
    vec half = 0.5f * (g[0] + g[2]);
    u[0] = g[0];
    u[1] = half + 0.5f * g[1];
    u[2] = half - 0.5f * g[1];
    u[3] = g[2];
    return;
  }
  vec even = g[0] + g[2], quarter = 0.25f * g[0] + g[2];
  u[0] = 0.25f * g[0];
  u[1] = (even + g[1]) * (-1.0f / 6);
  u[2] = (even - g[1]) * (-1.0f / 6);
  u[3] = (quarter + 0.5f * g[1]) * (1.0f / 6);
  u[4] = (quarter - 0.5f * g[1]) * (1.0f / 6);
  u[5] = g[2];
}

/// G g Gᵀ for one input channel and a vector of output channels.
OKO_INLINE void winograd_transform_filter_to(
  const int tile, const float *g, int64_t tap_stride, int64_t part, float *u, int64_t point) {
  vec half[6][3];
  OKO_UNROLL for (int x = 0; x < 3; ++x) {
    vec column[3], t[6];
    OKO_UNROLL for (int y = 0; y < 3; ++y) {
      column[y] = v_load_part(g + (y * 3 + x) * tap_stride, part);
    }
    winograd_g(tile, column, t);
    OKO_UNROLL for (int y = 0; y < tile + 2; ++y) half[y][x] = t[y];
  }
  OKO_UNROLL for (int y = 0; y < tile + 2; ++y) {
    vec t[6];
    winograd_g(tile, half[y], t);
    OKO_UNROLL for (int x = 0; x < tile + 2; ++x) v_store(u + (y * (tile + 2) + x) * point, t[x]);
  }
}

OKO_INLINE void winograd_transform_filter(
  int64_t tile, const float *g, int64_t tap_stride, int64_t part, float *u, int64_t point) {
  if (tile == 2) {
    winograd_transform_filter_to(2, g, tap_stride, part, u, point);
  } else {
    winograd_transform_filter_to(4, g, tap_stride, part, u, point);
  }
}

/// The filter of the data gradient, turned and transposed: [tap][input channel][a vector of outputs].
static void winograd_turn_filter(
  const oko_conv_shape *s, const float *hwio, int64_t out, int64_t in, int64_t count,
  float *turned) {
  int64_t part = oko_min(OKO_WIDTH, s->out_channels - out);
  for (int tap = 0; tap < 9; ++tap) {
    const float *from = hwio + ((8 - tap) * s->out_channels + out) * s->in_channels + in;
    float *to = turned + tap * OKO_FILTER_CHANNELS * OKO_WIDTH;
    for (int64_t o = 0; o < part; ++o) {
      for (int64_t i = 0; i < count; ++i) to[i * OKO_WIDTH + o] = from[o * s->in_channels + i];
    }
  }
}

static void winograd_filter(
  const oko_conv_shape *s, const float *hwio, int is_gradient, float *packed, int64_t point,
  int64_t channel_begin, int64_t channel_end) {
  float turned[9 * OKO_FILTER_CHANNELS * OKO_WIDTH] = {0};
  const int64_t full = OKO_WIDTH * OKO_VECTORS;
  for (int64_t out = 0; out < s->out_channels; out += OKO_WIDTH) {
    int64_t panel = out / full * full, part = oko_min(OKO_WIDTH, s->out_channels - out);
    int64_t width =
      oko_divide_up(oko_min(full, s->out_channels - panel), OKO_WIDTH) * OKO_WIDTH;
    float *to = packed + panel * s->in_channels + out - panel;
    if (!is_gradient) {
      for (int64_t in = channel_begin; in < channel_end; ++in) {
        winograd_transform_filter(
          oko_tile(s), hwio + in * s->out_channels + out, s->in_channels * s->out_channels, part,
          to + in * width, point);
      }
      continue;
    }
    for (int64_t in = channel_begin; in < channel_end; in += OKO_FILTER_CHANNELS) {
      int64_t count = oko_min(OKO_FILTER_CHANNELS, channel_end - in);
      winograd_turn_filter(s, hwio, out, in, count, turned);
      for (int64_t i = 0; i < count; ++i) {
        winograd_transform_filter(
          oko_tile(s), turned + i * OKO_WIDTH, OKO_FILTER_CHANNELS * OKO_WIDTH, part, to + (in + i) * width,
          point);
      }
    }
  }
}
