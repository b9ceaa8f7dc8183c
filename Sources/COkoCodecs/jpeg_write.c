#include <string.h>

#include "jpeg_error.h"

// Bytes are gathered here and appended to the caller's buffer whenever it is full.
typedef struct {
  struct jpeg_destination_mgr base;  // must be first
  oko_buffer *buffer;
  uint8_t chunk[65536];
} destination;

static void on_start(j_compress_ptr jpeg) {
  destination *target = (destination *)jpeg->dest;
  target->base.next_output_byte = target->chunk;
  target->base.free_in_buffer = sizeof target->chunk;
}

static void append(j_compress_ptr jpeg, size_t count) {
  destination *target = (destination *)jpeg->dest;
  if (!oko_buffer_append(target->buffer, target->chunk, count)) {
    oko_jpeg_error_leave((j_common_ptr)jpeg, OKO_OUT_OF_MEMORY, "out of memory");
  }
}

static boolean on_full(j_compress_ptr jpeg) {
  append(jpeg, sizeof(((destination *)jpeg->dest)->chunk));
  on_start(jpeg);
  return TRUE;
}

static void on_end(j_compress_ptr jpeg) {
  destination *target = (destination *)jpeg->dest;
  append(jpeg, sizeof target->chunk - target->base.free_in_buffer);
}

static int32_t write_all(struct jpeg_compress_struct *jpeg, oko_jpeg_error *error,
                         destination *target, const uint8_t *pixels, int32_t width,
                         int32_t height, int32_t channels, int32_t quality) {
  if (setjmp(error->escape)) return error->report->code;
  jpeg_create_compress(jpeg);
  target->base.init_destination = on_start;
  target->base.empty_output_buffer = on_full;
  target->base.term_destination = on_end;
  jpeg->dest = &target->base;
  jpeg->image_width = (JDIMENSION)width;
  jpeg->image_height = (JDIMENSION)height;
  jpeg->input_components = channels;
  jpeg->in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, quality, TRUE);
  if (quality >= 90) {
    jpeg->comp_info[0].h_samp_factor = 1;
    jpeg->comp_info[0].v_samp_factor = 1;
  }
  jpeg_start_compress(jpeg, TRUE);
  size_t row_bytes = (size_t)width * (size_t)channels;
  while (jpeg->next_scanline < jpeg->image_height) {
    // libjpeg's rows are not const, but it only reads them.
    JSAMPROW row = (JSAMPROW)(pixels + (size_t)jpeg->next_scanline * row_bytes);
    jpeg_write_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_compress(jpeg);
  return OKO_OK;
}

int32_t oko_jpeg_write(const uint8_t *pixels, int32_t width, int32_t height, int32_t channels,
                       int32_t quality, oko_buffer *out, oko_report *report) {
  oko_report_clear(report);
  if (width < 1 || height < 1 || (channels != 1 && channels != 3) || quality < 1 ||
      quality > 100) {
    return oko_report_fail(report, OKO_WRONG_ARGUMENT, -1, "wrong size, channels or quality");
  }
  struct jpeg_compress_struct jpeg;
  memset(&jpeg, 0, sizeof jpeg);
  oko_jpeg_error error;
  memset(&error, 0, sizeof error);
  error.report = report;
  jpeg.err = oko_jpeg_error_install(&error);
  destination target;
  target.buffer = out;
  int32_t code = write_all(&jpeg, &error, &target, pixels, width, height, channels, quality);
  jpeg_destroy_compress(&jpeg);
  if (code != OKO_OK) oko_buffer_free(out);
  return code;
}
