// The output transforms of Winograd's forms, with what follows a convolution.

/// The pixels of y that a tile fills; the strides are those of its plane.
typedef struct {
  float *pixels;
  int64_t row_stride, pixel_stride;
  int64_t rows, columns;  // that are inside
} winograd_target;

OKO_INLINE void winograd_transform_product(
  const int tile, const int filter, const float *m, int64_t point_stride, vec bias,
  const winograd_target *target, const int is_inside, int64_t channel, int64_t part) {
  const int side = tile + filter - 1;
  vec half[4][OKO_MAX_SIDE];
  OKO_UNROLL for (int x = 0; x < side; ++x) {
    vec d[OKO_MAX_SIDE], t[4];
    OKO_UNROLL for (int y = 0; y < side; ++y) {
      d[y] = v_load_part(m + (y * side + x) * point_stride, part);
    }
    winograd_a(tile, filter, d, t);
    OKO_UNROLL for (int y = 0; y < tile; ++y) half[y][x] = t[y];
  }
  OKO_UNROLL for (int y = 0; y < tile; ++y) {
    vec t[4];
    winograd_a(tile, filter, half[y], t);
    OKO_UNROLL for (int x = 0; x < tile; ++x) {
      if (is_inside || (y < target->rows && x < target->columns)) {
        v_store_part(
          target->pixels + y * target->row_stride + x * target->pixel_stride + channel,
          t[x] + bias, part);
      }
    }
  }
}

/// Asks for the columns of pixels that the next tile writes.
OKO_INLINE void winograd_prefetch_output(
  const int tile, const oko_conv_shape *s, const winograd_target *target) {
  for (int64_t y = 0; y < oko_min(tile, target->rows); ++y) {
    for (int64_t x = tile; x < oko_min(2 * tile, target->columns); ++x) {
      oko_prefetch_write(
        target->pixels + y * target->row_stride + x * target->pixel_stride, s->out_channels);
    }
  }
}

/// What is left to do to a tile's pixels.
OKO_INLINE void winograd_finish(
  const oko_conv_shape *s, const oko_epilogue *e, int is_biased, const winograd_target *target,
  const oko_tile_pixels *pixels) {
  int64_t stride = e->residual_pixel_stride != 0 ? e->residual_pixel_stride : s->out_channels;
  int64_t pixel = pixels->pixel;
  int64_t rows = oko_min(oko_tile(s), pixels->rows);
  for (int64_t row = 0; row < rows; ++row, pixel += pixels->step * s->out_width) {
    oko_block_epilogue rest = {
      .scale = e->scale, .bias = is_biased ? NULL : e->bias,
      .residual = e->residual == NULL ? NULL : e->residual + pixel * stride,
      .residual_m = pixels->step * stride, .activation = e->activation, .slope = e->slope,
      .residual_is_last = e->residual_is_last,
    };
    epilogue(
      target->pixels + row * target->row_stride, target->pixel_stride,
      oko_min(oko_tile(s), pixels->columns), s->out_channels, &rest);
  }
}

OKO_INLINE void winograd_output_of(
  const int tile, const int filter, const oko_conv_shape *s, const float *m, oko_tile_range range,
  oko_tile_layout layout, const oko_epilogue *e, float *y) {
  int64_t stride = oko_y_stride(s);
  int is_biased = e != NULL && e->bias != NULL && e->scale == NULL;
  int has_rest = e != NULL
    && (e->scale != NULL || e->residual != NULL || e->activation != OKO_NONE);
  const int64_t width = oko_tiles_x(s) * tile, height = oko_tiles_y(s) * tile;
  oko_tile_place place = oko_place_of(s, range.first);
  for (int64_t i = 0; i < range.count; ++i, m += layout.row) {
    oko_tile_pixels pixels = oko_pixels_of(s, place);
    winograd_target target = {
      .pixels = y + pixels.pixel * stride, .row_stride = pixels.step * s->out_width * stride,
      .pixel_stride = pixels.step * stride, .rows = pixels.rows, .columns = pixels.columns,
    };
    int is_inside = target.rows >= tile && target.columns >= tile;
    winograd_prefetch_output(tile, s, &target);
    for (int64_t c = 0; c < s->out_channels; c += OKO_WIDTH) {
      int64_t part = s->out_channels - c;
      vec bias = is_biased ? v_load_part(e->bias + c, part) : v_set(0);
      if (is_inside && part >= OKO_WIDTH) {
        winograd_transform_product(
          tile, filter, m + c, layout.point, bias, &target, 1, c, OKO_WIDTH);
      } else {
        winograd_transform_product(tile, filter, m + c, layout.point, bias, &target, 0, c, part);
      }
    }
    if (has_rest) winograd_finish(s, e, is_biased, &target, &pixels);
    place = oko_next_place(s, place, width, height);
  }
}

#define OKO_OUTPUT_FORM(M, R) \
  if (oko_tile(s) == M && oko_tile_filter(s) == R) { \
    winograd_output_of(M, R, s, m, range, layout, e, y); \
  }

static void winograd_output(
  const oko_conv_shape *s, const float *m, oko_tile_range range, oko_tile_layout layout,
  const oko_epilogue *e, float *y) {
  OKO_WINOGRAD_FORMS(OKO_OUTPUT_FORM)
}

/// The sums of a tile's pixels for some channels, with nothing done to them.
static void winograd_sums(
  const oko_conv_shape *s, const float *m, int64_t point, int64_t channels, float *sums,
  int64_t row_stride, int64_t pixel_stride) {
  const winograd_target target = {
    .pixels = sums, .row_stride = row_stride, .pixel_stride = pixel_stride};
#define OKO_SUMS_FORM(M, R) \
  if (oko_tile(s) == M && oko_tile_filter(s) == R) { \
    for (int64_t c = 0; c < channels; c += OKO_WIDTH) { \
      winograd_transform_product(M, R, m + c, point, v_set(0), &target, 1, c, OKO_WIDTH); \
    } \
  }
  OKO_WINOGRAD_FORMS(OKO_SUMS_FORM)
}
