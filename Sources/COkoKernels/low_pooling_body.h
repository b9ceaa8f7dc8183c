// The largest of a window in bf16 or bytes: compared as integers, in an order that is that of the values.

/// Bytes as they are; bf16 with the magnitude counting down below zero. `from_order` is the way back.
OKO_INLINE ivec in_order(const oko_element type, const void *p, int64_t i, int64_t part) {
  if (type == OKO_U8) {
    return __builtin_convertvector(bytes_load_part((const uint8_t *)p + i, part), ivec);
  }
  halves value = halves_load_part((const uint16_t *)p + i, part);
  ivec bits = (ivec)(__builtin_convertvector(value, uvec) << 16);
  return bits ^ ((bits >> 31) & 0x7fffffff);
}

OKO_INLINE void store_from_order(
  const oko_element type, void *p, int64_t i, ivec value, int64_t part) {
  if (type == OKO_U8) {
    bytes_store_part((uint8_t *)p + i, __builtin_convertvector(value, bytes), part);
    return;
  }
  uvec bits = (uvec)(value ^ ((value >> 31) & 0x7fffffff));
  halves_store_part((uint16_t *)p + i, __builtin_convertvector(bits >> 16, halves), part);
}

OKO_INLINE void low_max_pool_rows(
  const oko_element type, const oko_pool_shape *s, const void *x, void *y, int64_t row_begin,
  int64_t row_end) {
  const int64_t dense = oko_dense_stride(type, s->channels);
  const int64_t x_stride = s->x_pixel_stride != 0 ? s->x_pixel_stride : dense;
  oko_operand to = {.type = type, .pixel_stride = dense};
  if (s->y_pixel_stride != 0) to.pixel_stride = s->y_pixel_stride;
  for (int64_t row = row_begin; row < row_end; ++row) {
    int64_t image = row / s->out_height * s->height;
    for (int64_t out_x = 0; out_x < s->out_width; ++out_x) {
      window w = window_at(s, row % s->out_height, out_x);
      int64_t pixel = row * s->out_width + out_x;
      for (int64_t c = 0; c < s->channels; c += OKO_WIDTH) {
        int64_t part = s->channels - c;
        ivec best = INT32_MIN;
        for (int64_t iy = w.y_begin; iy < w.y_end; ++iy) {
          int64_t from = ((image + iy) * s->width + w.x_begin) * x_stride + c;
          for (int64_t ix = w.x_begin; ix < w.x_end; ++ix, from += x_stride) {
            best = __builtin_elementwise_max(best, in_order(type, x, from, part));
          }
        }
        store_from_order(type, y, pixel * to.pixel_stride + c, best, part);
      }
      to.data = (char *)y + pixel * to.pixel_stride * oko_element_size(type);
      if (s->y_pixel_stride == 0) fill_words(&to, s->channels, dense - s->channels, 1);
    }
  }
}

static void low_max_pool_forward(
  const oko_pool_shape *s, oko_element type, const void *x, void *y, int64_t row_begin,
  int64_t row_end) {
  if (type == OKO_U8) {
    low_max_pool_rows(OKO_U8, s, x, y, row_begin, row_end);
  } else {
    low_max_pool_rows(OKO_BF16, s, x, y, row_begin, row_end);
  }
}
