#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

typedef struct {
  oko_buffer *buffer;
  oko_report *report;
} writer_state;

static void on_error(png_structp png, png_const_charp message) {
  writer_state *state = png_get_error_ptr(png);
  if (state->report->code == OKO_OK) {
    oko_report_fail(state->report, OKO_WRONG_ARGUMENT, -1, message);
  }
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  writer_state *state = png_get_error_ptr(png);
  oko_report_warn(state->report, 100, message);
}

static void on_write(png_structp png, png_bytep bytes, size_t count) {
  writer_state *state = png_get_io_ptr(png);
  if (!oko_buffer_append(state->buffer, bytes, count)) {
    oko_report_fail(state->report, OKO_OUT_OF_MEMORY, -1, "out of memory");
    png_error(png, "out of memory");
  }
}

static void on_flush(png_structp png) { (void)png; }

static int colour_type(int32_t channels) {
  switch (channels) {
    case 1: return PNG_COLOR_TYPE_GRAY;
    case 2: return PNG_COLOR_TYPE_GRAY_ALPHA;
    case 3: return PNG_COLOR_TYPE_RGB;
    default: return PNG_COLOR_TYPE_RGB_ALPHA;
  }
}

static void write_texts(png_structp png, png_infop info, const oko_png_text *texts,
                        int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    png_text text;
    memset(&text, 0, sizeof text);
    text.compression =
        texts[i].international ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE;
    // libpng copies both and changes neither.
    text.key = (png_charp)texts[i].key;
    text.text = (png_charp)texts[i].value;
    if (texts[i].international) {
      text.itxt_length = strlen(texts[i].value);
    } else {
      text.text_length = strlen(texts[i].value);
    }
    png_set_text(png, info, &text, 1);
  }
}

static int32_t write_all(png_structp png, png_infop info, writer_state *state,
                         const uint8_t *pixels, int32_t width, int32_t height, int32_t channels,
                         int32_t depth, const uint8_t *palette, const oko_png_text *texts,
                         int32_t text_count, int32_t compression) {
  if (setjmp(png_jmpbuf(png))) return state->report->code;
  png_set_write_fn(png, state, on_write, on_flush);
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_chunk_malloc_max(png, 0);
  png_set_compression_level(png, compression);
  int colour = palette ? PNG_COLOR_TYPE_PALETTE : colour_type(channels);
  png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, depth, colour,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (palette) {
    png_color colours[256];
    for (int i = 0; i < 256; i++) {
      colours[i].red = palette[3 * i];
      colours[i].green = palette[3 * i + 1];
      colours[i].blue = palette[3 * i + 2];
    }
    png_set_PLTE(png, info, colours, 256);
  }
  write_texts(png, info, texts, text_count);
  png_write_info(png, info);
  const uint16_t probe = 1;
  if (depth == 16 && *(const uint8_t *)&probe == 1) png_set_swap(png);
  size_t row_bytes = (size_t)width * (size_t)channels * (size_t)(depth / 8);
  for (int32_t row = 0; row < height; row++) {
    png_write_row(png, pixels + (size_t)row * row_bytes);
  }
  png_write_end(png, info);
  return OKO_OK;
}

int32_t oko_png_write(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels,
                      int32_t depth, const uint8_t *palette, const oko_png_text *texts,
                      int32_t text_count, int32_t compression, oko_buffer *out,
                      oko_report *report) {
  oko_report_clear(report);
  if (width < 1 || height < 1 || channels < 1 || channels > 4 || (depth != 8 && depth != 16) ||
      (palette && (channels != 1 || depth != 8)) || compression < 0 || compression > 9) {
    return oko_report_fail(report, OKO_WRONG_ARGUMENT, -1, "wrong size, channels or options");
  }
  writer_state state = {out, report};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &state, on_error, on_warning);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  int32_t code;
  if (info) {
    code = write_all(png, info, &state, pixels, width, height, channels, depth, palette, texts,
                     text_count, compression);
  } else {
    code = oko_report_fail(report, OKO_OUT_OF_MEMORY, -1, "out of memory");
  }
  png_destroy_write_struct(&png, &info);
  if (code != OKO_OK) oko_buffer_free(out);
  return code;
}
