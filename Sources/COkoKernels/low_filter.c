// Filters of bf16 and bytes: rounding and packing, as panels [tap][word][column], a word being the weights of two or four
// channels.
#include "low_filter.h"

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

int64_t oko_low_conv_packed_size(const oko_low_conv *c) {
  const oko_isa *isa = oko_isa_current();
  if (oko_low_is_depthwise(c)) return oko_taps(&c->shape) * c->shape.in_channels;
  int64_t sums = c->type == OKO_U8 ? oko_taps(&c->shape) * oko_low_columns(isa, c) : 0;
  return c->shape.groups * (oko_low_group_size(isa, c) + sums);
}

/// The weight of a tap from one of a group's source channels to one of its target channels.
static float weight_at(
  const oko_low_conv *c, const float *hwio, int64_t group, int64_t tap, int64_t channel,
  int64_t column) {
  const oko_conv_shape *s = &c->shape;
  int64_t in = c->is_transposed ? column : channel, out = c->is_transposed ? channel : column;
  int64_t row = tap * (s->in_channels / s->groups) + in;
  return hwio[row * s->out_channels + group * (s->out_channels / s->groups) + out];
}

void oko_low_conv_scales(const oko_low_conv *c, const float *hwio, float *scales) {
  int64_t groups = c->shape.groups;
  int64_t columns = oko_low_target_channels(c) / groups;
  int64_t channels = oko_low_source_channels(c) / groups;
  memset(scales, 0, (size_t)(groups * columns) * sizeof(float));
  for (int64_t group = 0; group < groups; ++group) {
    float *largest = scales + group * columns;
    for (int64_t tap = 0; tap < oko_taps(&c->shape); ++tap) {
      for (int64_t channel = 0; channel < channels; ++channel) {
        for (int64_t n = 0; n < columns; ++n) {
          float size = fabsf(weight_at(c, hwio, group, tap, channel, n));
          if (size > largest[n]) largest[n] = size;
        }
      }
    }
  }
  for (int64_t n = 0; n < groups * columns; ++n) {
    scales[n] = scales[n] > 0 ? scales[n] / 127 : 1;
  }
}

/// The upper half of a float, rounded to the nearest, ties to even; subnormal numbers are zero.
static uint16_t to_bf16(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  if ((bits & 0x7f800000) == 0) return (uint16_t)(bits >> 16 & 0x8000);
  if (value != value) return (uint16_t)(bits >> 16 | 0x40);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static int8_t to_byte(float steps) {
  float limited = steps > 127 ? 127 : steps > -127 ? steps : -127;
  // Adding 1.5 · 2^23 rounds to the nearest integer.
  return (int8_t)(int32_t)(limited + 12582912.0f - 12582912.0f);
}

/// Writes the weights of one tap and panel.
static void pack_tap(
  const oko_low_conv *c, const float *hwio, const float *scales, int64_t group, int64_t tap,
  const oko_panel *panel, float *packed, int32_t *sums) {
  int64_t lanes = oko_lanes(c->type), groups = c->shape.groups;
  int64_t channels = oko_low_source_channels(c) / groups;
  int64_t before = group * channels - oko_low_first_word(c, group) * lanes;
  for (int64_t channel = 0; channel < channels; ++channel) {
    int64_t lane = before + channel;
    int64_t at = lane / lanes * panel->width * lanes + lane % lanes;
    for (int64_t n = 0; n < panel->count; ++n, at += lanes) {
      float weight = weight_at(c, hwio, group, tap, channel, panel->first + n);
      if (c->type == OKO_BF16) {
        ((uint16_t *)packed)[at] = to_bf16(weight);
      } else {
        int64_t column = group * (oko_low_target_channels(c) / groups) + panel->first + n;
        int8_t byte = to_byte(weight / scales[column]);
        ((int8_t *)packed)[at] = byte;
        sums[n] += byte;
      }
    }
  }
}

void oko_low_conv_pack_filter(
  const oko_low_conv *c, const float *hwio, const float *scales, float *packed) {
  const oko_isa *isa = oko_isa_current();
  const oko_conv_shape *s = &c->shape;
  if (oko_low_is_depthwise(c)) {
    for (int64_t i = 0; i < oko_taps(s) * s->in_channels; ++i) {
      packed[i] = scales == NULL ? hwio[i] : hwio[i] / scales[i % s->in_channels];
    }
    return;
  }
  memset(packed, 0, (size_t)oko_low_conv_packed_size(c) * sizeof(float));
  int64_t depth = oko_low_depth(c), columns = oko_low_target_channels(c) / s->groups;
  float *to = packed;
  for (int64_t group = 0; group < s->groups; ++group) {
    int32_t *sums = (int32_t *)oko_low_weight_sums(isa, c, packed, group);
    for (int64_t index = 0; index < oko_panel_count(isa, columns); ++index) {
      oko_panel panel = oko_panel_at(isa, columns, index);
      for (int64_t tap = 0; tap < oko_taps(s); ++tap, to += depth * panel.width) {
        pack_tap(
          c, hwio, scales, group, tap, &panel, to,
          sums + tap * oko_low_columns(isa, c) + panel.first);
      }
    }
  }
}
