// Filters of bf16 and bytes: rounding and packing, as panels [tap][word][column], a word being the weights of two or
// four channels. Those of ResNet-18, 11.7 million, take 3 ms on one thread.
#include "low_filter.h"

#include <float.h>
#include <math.h>
#include <string.h>

int64_t oko_low_depth(const oko_low_conv *c) {
  int64_t lanes = oko_lanes(c->type), groups = c->shape.groups;
  int64_t channels = oko_low_source_channels(c) / groups, depth = 0;
  for (int64_t group = 0; group < groups; ++group) {
    int64_t end = oko_divide_up((group + 1) * channels, lanes);
    depth = oko_max(depth, end - group * channels / lanes);
  }
  return depth;
}

int64_t oko_low_first_word(const oko_low_conv *c, int64_t group) {
  int64_t lanes = oko_lanes(c->type), channels = oko_low_source_channels(c);
  int64_t first = group * (channels / c->shape.groups) / lanes;
  return oko_min(first, oko_divide_up(channels, lanes) - oko_low_depth(c));
}

int64_t oko_low_columns(const oko_isa *isa, const oko_low_conv *c) {
  return oko_divide_up(oko_low_target_channels(c) / c->shape.groups, isa->width) * isa->width;
}

int64_t oko_low_group_size(const oko_isa *isa, const oko_low_conv *c) {
  return oko_taps(&c->shape) * oko_low_depth(c) * oko_low_columns(isa, c);
}

const int32_t *oko_low_weight_sums(
  const oko_isa *isa, const oko_low_conv *c, const float *packed, int64_t group) {
  const float *sums = packed + c->shape.groups * oko_low_group_size(isa, c);
  return (const int32_t *)sums + group * oko_taps(&c->shape) * oko_low_columns(isa, c);
}

int oko_low_conv_reads_floats(const oko_low_conv *c) { return oko_low_is_narrow(c); }

int64_t oko_low_conv_packed_size(const oko_low_conv *convolution) {
  const oko_isa *isa = oko_isa_current();
  const oko_low_conv folded = oko_low_folded(convolution), *c = &folded;
  if (oko_low_is_depthwise(c)) return oko_taps(&c->shape) * c->shape.in_channels;
  int64_t sums = c->type == OKO_U8 ? oko_taps(&c->shape) * oko_low_columns(isa, c) : 0;
  return c->shape.groups * (oko_low_group_size(isa, c) + sums);
}

void oko_low_conv_scales(const oko_low_conv *c, const float *hwio, float *scales) {
  const oko_conv_shape *s = &c->shape;
  int64_t groups = s->groups, ins = s->in_channels / groups, outs = s->out_channels / groups;
  int64_t count = oko_low_target_channels(c);
  memset(scales, 0, (size_t)count * sizeof(float));
  for (int64_t row = 0; row < oko_taps(s) * ins; ++row) {
    const float *weights = hwio + row * s->out_channels;
    for (int64_t n = 0; n < s->out_channels; ++n) {
      float size = fabsf(weights[n]);
      float *largest = scales + (c->is_transposed ? n / outs * ins + row % ins : n);
      if (size > *largest) *largest = size;
    }
  }
  for (int64_t n = 0; n < count; ++n) scales[n] = scales[n] / 127 >= FLT_MIN ? scales[n] / 127 : 1;
}

/// The most lanes of a word.
#define OKO_LANES 4

/// A panel of a group, and what its weights come from.
typedef struct {
  const oko_low_conv *convolution;
  const float *hwio;
  int64_t group;
  oko_panel panel;
} panel_source;

/// The rows [channel][column] of a tap whose weights share a word, NULL where that is no channel of the group. Those of
/// a transposed convolution, whose columns are far apart in memory, are copied into `copies`.
static void rows_of_word(
  const panel_source *from, int64_t tap, int64_t word, float *copies, const float **rows) {
  const oko_low_conv *c = from->convolution;
  const oko_conv_shape *s = &c->shape;
  int64_t lanes = oko_lanes(c->type), width = from->panel.width;
  int64_t channels = oko_low_source_channels(c) / s->groups;
  int64_t before = from->group * channels - oko_low_first_word(c, from->group) * lanes;
  int64_t ins = s->in_channels / s->groups, outs = s->out_channels / s->groups;
  const float *weights = from->hwio + tap * ins * s->out_channels + from->group * outs;
  for (int64_t lane = 0; lane < lanes; ++lane) {
    int64_t channel = word * lanes + lane - before;
    rows[lane] = NULL;
    if (channel < 0 || channel >= channels) continue;
    if (!c->is_transposed) {
      rows[lane] = weights + channel * s->out_channels + from->panel.first;
      continue;
    }
    float *copy = copies + lane * width;
    const float *column = weights + from->panel.first * s->out_channels + channel;
    for (int64_t n = 0; n < from->panel.count; ++n) copy[n] = column[n * s->out_channels];
    rows[lane] = copy;
  }
}

int64_t oko_low_conv_packed_panel_count(const oko_low_conv *c) {
  if (oko_low_is_depthwise(c)) return 1;
  int64_t groups = c->shape.groups;
  return groups * oko_panel_count(oko_isa_current(), oko_low_target_channels(c) / groups);
}

static void pack_depthwise(
  const oko_conv_shape *s, const float *hwio, const float *scales, float *packed) {
  for (int64_t i = 0; i < oko_taps(s) * s->in_channels; ++i) {
    packed[i] = scales == NULL ? hwio[i] : hwio[i] / scales[i % s->in_channels];
  }
}

void oko_low_conv_pack_filter(
  const oko_low_conv *convolution, const float *hwio, const float *scales, float *packed,
  int64_t panel_begin, int64_t panel_end) {
  const oko_low_conv folded = oko_low_folded(convolution), *c = &folded;
  const oko_isa *isa = oko_isa_current();
  const oko_low_kernels *low = oko_low_kernels_current();
  if (oko_low_is_depthwise(c)) {
    pack_depthwise(&c->shape, hwio, scales, packed);
    return;
  }
  int64_t taps = oko_taps(&c->shape), depth = oko_low_depth(c);
  int64_t columns = oko_low_target_channels(c) / c->shape.groups;
  int64_t panels = oko_panel_count(isa, columns);
  for (int64_t unit = panel_begin; unit < panel_end; ++unit) {
    panel_source from = {
      c, hwio, unit / panels, oko_panel_at(isa, columns, unit % panels)};
    int64_t first = from.panel.first, width = from.panel.width;
    float *to = packed + from.group * oko_low_group_size(isa, c) + first * taps * depth;
    int32_t *sums = (int32_t *)oko_low_weight_sums(isa, c, packed, from.group) + first;
    const float *scale = scales == NULL ? NULL : scales + from.group * columns + first;
    for (int64_t tap = 0; tap < taps; ++tap, sums += oko_low_columns(isa, c)) {
      if (c->type == OKO_U8) memset(sums, 0, (size_t)width * sizeof(int32_t));
      for (int64_t word = 0; word < depth; ++word, to += width) {
        float copies[OKO_LANES * OKO_MAX_VECTORS * OKO_MAX_WIDTH];
        const float *rows[OKO_LANES];
        rows_of_word(&from, tap, word, copies, rows);
        low->pack(c->type, rows, scale, from.panel.count, to, sums);
      }
    }
  }
}
