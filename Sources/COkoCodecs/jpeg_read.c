#include <stdlib.h>
#include <string.h>

#include "jpeg_error.h"

struct oko_jpeg_reader {
  struct jpeg_decompress_struct jpeg;
  oko_jpeg_error error;
  struct jpeg_progress_mgr progress;
  oko_limits limits;
  bool converts_inks;
  uint8_t *inks;  // a row of CMYK
};

static void on_progress(j_common_ptr cinfo) {
  j_decompress_ptr jpeg = (j_decompress_ptr)cinfo;
  oko_jpeg_reader *reader = jpeg->client_data;
  if (jpeg->input_scan_number > reader->limits.scans) {
    oko_jpeg_error_leave(cinfo, OKO_TOO_LARGE, "more scans than allowed");
  }
}

// Bytes that libjpeg keeps for the coefficients of a picture of several scans.
static int64_t coefficient_bytes(const struct jpeg_decompress_struct *jpeg) {
  int64_t bytes = 0;
  for (int i = 0; i < jpeg->num_components; i++) {
    const jpeg_component_info *component = &jpeg->comp_info[i];
    int64_t across = (int64_t)component->width_in_blocks + component->h_samp_factor;
    int64_t down = (int64_t)component->height_in_blocks + component->v_samp_factor;
    bytes += across * down * DCTSIZE2 * (int64_t)sizeof(JCOEF);
  }
  return bytes;
}

static int32_t start(oko_jpeg_reader *reader, const uint8_t *bytes, size_t count,
                     oko_picture_info *info) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  oko_report *report = reader->error.report;
  if (setjmp(reader->error.escape)) return report->code;
  jpeg_create_decompress(jpeg);
  jpeg->client_data = reader;
  jpeg->mem->max_memory_to_use = (long)reader->limits.memory;
  reader->progress.progress_monitor = on_progress;
  jpeg->progress = &reader->progress;
  jpeg_mem_src(jpeg, bytes, (unsigned long)count);
  jpeg_read_header(jpeg, TRUE);

  if (!oko_within_limits(jpeg->image_width, jpeg->image_height, &reader->limits, report)) {
    return report->code;
  }
  info->width = (int32_t)jpeg->image_width;
  info->height = (int32_t)jpeg->image_height;
  info->depth = 8;
  info->components = jpeg->num_components;
  info->channels = jpeg->jpeg_color_space == JCS_GRAYSCALE ? 1 : 3;
  info->raw_only = jpeg->jpeg_color_space == JCS_UNKNOWN;
  return OKO_OK;
}

int32_t oko_jpeg_open(const uint8_t *bytes, size_t count, const oko_limits *limits,
                      oko_jpeg_reader **result, oko_picture_info *info, oko_report *report) {
  *result = NULL;
  memset(info, 0, sizeof *info);
  oko_report_clear(report);
  if (count == 0) return oko_report_fail(report, OKO_DAMAGED, 0, "no bytes");
  oko_jpeg_outline outline = oko_jpeg_survey(bytes, count);
  if (outline.scans > limits->scans) {
    return oko_report_fail(report, OKO_TOO_LARGE, -1, "more scans than allowed");
  }
  oko_jpeg_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return oko_report_fail(report, OKO_OUT_OF_MEMORY, -1, "out of memory");
  reader->limits = *limits;
  reader->error.report = report;
  reader->error.stored_warnings = limits->stored_warnings;
  reader->error.strict = limits->strict;
  reader->error.bytes = bytes;
  reader->error.count = count;
  reader->jpeg.err = oko_jpeg_error_install(&reader->error);
  int32_t code = start(reader, bytes, count, info);
  reader->error.report = NULL;
  if (code != OKO_OK) {
    oko_jpeg_close(reader);
    return code;
  }
  if (outline.exif_bytes > 0) {
    info->exif = bytes + outline.exif_offset;
    info->exif_bytes = outline.exif_bytes;
  }
  *result = reader;
  return OKO_OK;
}

void oko_jpeg_scaled_size(const oko_picture_info *info, int32_t eighths, int32_t *width,
                          int32_t *height) {
  *width = (int32_t)(((int64_t)info->width * eighths + 7) / 8);
  *height = (int32_t)(((int64_t)info->height * eighths + 7) / 8);
}

// In place and from the front, since three bytes never overtake four. Adobe's files hold the inks
// inverted, 255 for none.
static void cmyk_to_rgb(const uint8_t *source, uint8_t *target, uint32_t width, bool inverted) {
  uint8_t flip = inverted ? 0 : 255;
  for (uint32_t x = 0; x < width; x++) {
    unsigned key = source[4 * x + 3] ^ flip;
    for (int c = 0; c < 3; c++) {
      unsigned product = (unsigned)(source[4 * x + c] ^ flip) * key + 128;
      target[3 * x + c] = (uint8_t)((product + (product >> 8)) >> 8);
    }
  }
}

// This and the next leave through `escape`, which the caller has set.
static void begin(oko_jpeg_reader *reader, int32_t eighths, int32_t form, size_t held) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  if (eighths < 1 || eighths > 8) {
    oko_jpeg_error_leave((j_common_ptr)jpeg, OKO_WRONG_ARGUMENT,
                         "the scale must be 1 to 8 eighths");
  }
  bool raw = form == OKO_JPEG_RAW;
  if (!raw && jpeg->jpeg_color_space == JCS_UNKNOWN) {
    oko_jpeg_error_leave((j_common_ptr)jpeg, OKO_UNSUPPORTED, "components of unknown meaning");
  }
  bool inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
  reader->converts_inks = inks && !raw;
  if (form == OKO_JPEG_RGB && !inks) jpeg->out_color_space = JCS_RGB;
  jpeg->scale_num = (unsigned)eighths;
  jpeg->scale_denom = 8;
  // Smoothing guesses at what missing scans would have said, and differs from version to version.
  if (!raw) jpeg->do_block_smoothing = FALSE;
  jpeg->dct_method = JDCT_ISLOW;

  int64_t bytes = (int64_t)held;
  if (jpeg_has_multiple_scans(jpeg)) bytes += coefficient_bytes(jpeg);
  if (bytes > reader->limits.memory) {
    oko_jpeg_error_leave((j_common_ptr)jpeg, OKO_TOO_LARGE,
                         "decoding needs more memory than allowed");
  }
  jpeg_start_decompress(jpeg);
  if (reader->converts_inks) {
    reader->inks = malloc((size_t)jpeg->output_width * 4);
    if (!reader->inks) {
      oko_jpeg_error_leave((j_common_ptr)jpeg, OKO_OUT_OF_MEMORY, "out of memory");
    }
  }
}

static size_t row_bytes(const oko_jpeg_reader *reader) {
  int components = reader->converts_inks ? 3 : reader->jpeg.output_components;
  return (size_t)reader->jpeg.output_width * (size_t)components;
}

static void read_row(oko_jpeg_reader *reader, uint8_t *target) {
  struct jpeg_decompress_struct *jpeg = &reader->jpeg;
  JSAMPROW row = reader->converts_inks ? reader->inks : target;
  jpeg_read_scanlines(jpeg, &row, 1);
  if (reader->converts_inks) {
    cmyk_to_rgb(row, target, jpeg->output_width, jpeg->saw_Adobe_marker != 0);
  }
  if (jpeg->output_scanline == jpeg->output_height) jpeg_finish_decompress(jpeg);
}

int32_t oko_jpeg_begin(oko_jpeg_reader *reader, int32_t eighths, int32_t form, size_t held,
                       oko_report *report) {
  reader->error.report = report;
  if (setjmp(reader->error.escape)) return report->code;
  begin(reader, eighths, form, held);
  return OKO_OK;
}

int32_t oko_jpeg_next_row(oko_jpeg_reader *reader, uint8_t *row, size_t capacity,
                          oko_report *report) {
  reader->error.report = report;
  if (setjmp(reader->error.escape)) return report->code;
  bool is_at_end = reader->jpeg.output_scanline >= reader->jpeg.output_height;
  if (is_at_end || capacity != row_bytes(reader)) {
    return oko_report_fail(report, OKO_WRONG_ARGUMENT, -1, "there is no row of this size");
  }
  read_row(reader, row);
  return OKO_OK;
}

int32_t oko_jpeg_read(oko_jpeg_reader *reader, int32_t eighths, int32_t form, uint8_t *pixels,
                      size_t capacity, oko_report *report) {
  reader->error.report = report;
  if (setjmp(reader->error.escape)) return report->code;
  begin(reader, eighths, form, capacity);
  size_t bytes = row_bytes(reader), height = reader->jpeg.output_height;
  if (bytes * height != capacity) {
    return oko_report_fail(report, OKO_WRONG_ARGUMENT, -1, "the buffer has the wrong size");
  }
  for (size_t y = 0; y < height; y++) read_row(reader, pixels + y * bytes);
  return OKO_OK;
}

void oko_jpeg_close(oko_jpeg_reader *reader) {
  if (!reader) return;
  // Destroying frees memory alone and reports nothing.
  jpeg_destroy_decompress(&reader->jpeg);
  free(reader->inks);
  free(reader);
}
