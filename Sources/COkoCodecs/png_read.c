#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"

struct oko_png_reader {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count;
  size_t position;
  oko_limits limits;
  oko_report *report;
  size_t row_bytes;
  uint32_t height;
  int passes;
};

static void on_error(png_structp png, png_const_charp message) {
  oko_png_reader *reader = png_get_error_ptr(png);
  if (reader->report->code == OKO_OK) {
    oko_report_fail(reader->report, OKO_DAMAGED, (int64_t)reader->position, message);
  }
  png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
  oko_png_reader *reader = png_get_error_ptr(png);
  oko_report_warn(reader->report, reader->limits.stored_warnings, message);
  // Not `png_error`: libpng expects to come back from a warning, and would lose what it holds.
  if (reader->limits.strict && reader->report->code == OKO_OK) {
    oko_report_fail(reader->report, OKO_DAMAGED, (int64_t)reader->position, message);
  }
}

static void on_read(png_structp png, png_bytep target, size_t length) {
  oko_png_reader *reader = png_get_io_ptr(png);
  if (length > reader->count - reader->position) {
    reader->position = reader->count;
    png_error(png, "the file ends too early");
  }
  memcpy(target, reader->bytes + reader->position, length);
  reader->position += length;
}

static uint32_t big_endian(const uint8_t *bytes) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

// libpng asks for the memory of some chunks, and fills it with zeros, before it reads them: 60 bytes
// that announce a gigabyte would cost one. The chunks before the pixels must lie inside the file.
static bool chunks_fit(const oko_png_reader *reader) {
  size_t position = 8;
  while (position + 8 <= reader->count) {
    const uint8_t *head = reader->bytes + position;
    if (memcmp(head + 4, "IDAT", 4) == 0) return true;
    uint32_t length = big_endian(head);
    size_t rest = reader->count - position - 8;
    if (length > rest) {
      char type[5] = "";
      for (int i = 0; i < 4; i++) {
        char letter = (char)head[4 + i];
        type[i] = letter >= ' ' && letter <= '~' ? letter : '?';
      }
      char text[OKO_MESSAGE_BYTES];
      snprintf(text, sizeof text, "the file ends too early, in a chunk %s of %u bytes", type,
               length);
      oko_report_fail(reader->report, OKO_DAMAGED, (int64_t)position, text);
      return false;
    }
    position += 8 + (size_t)length;
    // Where the checksum is cut off, libpng will say so.
    position = reader->count - position < 4 ? reader->count : position + 4;
  }
  return true;
}

static void set_form(oko_png_reader *reader, int32_t form) {
  png_structp png = reader->png;
  int colour = png_get_color_type(png, reader->info);
  bool transparent = png_get_valid(png, reader->info, PNG_INFO_tRNS) != 0;
  bool keeps_indices = form == OKO_PNG_INDICES && colour == PNG_COLOR_TYPE_PALETTE;
  bool natural = form == OKO_PNG_NATURAL || form == OKO_PNG_INDICES;
  if (keeps_indices) {
    png_set_packing(png);
  } else if (form == OKO_PNG_RGBA16_BE) {
    png_set_expand_16(png);
  } else {
    png_set_expand(png);
    if (!natural) png_set_scale_16(png);
  }
  if (form == OKO_PNG_RGBA8 || form == OKO_PNG_RGBA16_BE) {
    png_set_gray_to_rgb(png);
    if (!transparent && !(colour & PNG_COLOR_MASK_ALPHA)) {
      png_set_add_alpha(png, form == OKO_PNG_RGBA8 ? 0xff : 0xffff, PNG_FILLER_AFTER);
    }
  }
  const uint16_t probe = 1;
  bool little_endian = *(const uint8_t *)&probe == 1;
  if (natural && little_endian) png_set_swap(png);
}

static int32_t start(oko_png_reader *reader, int32_t form, oko_picture_info *info) {
  png_structp png = reader->png;
  oko_report *report = reader->report;
  if (setjmp(png_jmpbuf(png))) return report->code;

  // libpng itself would pass over a text chunk here, since it never looks into one.
  if (reader->count >= 16 && memcmp(reader->bytes + 12, "IHDR", 4) != 0) {
    return oko_report_fail(report, OKO_DAMAGED, 12, "the first chunk is not IHDR");
  }
  if (!chunks_fit(reader)) return report->code;
  png_set_read_fn(png, reader, on_read);
  png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
  png_set_chunk_cache_max(png, 16);
  png_set_chunk_malloc_max(png, 8000000);
  // Text can be compressed a thousandfold, a thousand times over: it is never unpacked.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER,
                              (png_const_bytep) "tEXt\0zTXt\0iTXt", 3);
  png_read_info(png, reader->info);
  if (report->code != OKO_OK) return report->code;

  uint32_t width = png_get_image_width(png, reader->info);
  reader->height = png_get_image_height(png, reader->info);
  if (!oko_within_limits(width, reader->height, &reader->limits, report)) return report->code;

  // Deflate packs at most 1032 to 1, so that a short file cannot hold a large picture.
  size_t packed_row = png_get_rowbytes(png, reader->info);
  if (packed_row * reader->height / 1040 > reader->count) {
    char text[OKO_MESSAGE_BYTES];
    snprintf(text, sizeof text, "%zu bytes cannot hold %u×%u pixels", reader->count, width,
             reader->height);
    return oko_report_fail(report, OKO_DAMAGED, -1, text);
  }

  info->indexed = form == OKO_PNG_INDICES &&
                  png_get_color_type(png, reader->info) == PNG_COLOR_TYPE_PALETTE;
  set_form(reader, form);
  reader->passes = png_set_interlace_handling(png);
  png_read_update_info(png, reader->info);
  reader->row_bytes = png_get_rowbytes(png, reader->info);
  if ((int64_t)(reader->row_bytes * reader->height) > reader->limits.memory) {
    return oko_report_fail(report, OKO_TOO_LARGE, -1, "the pixels need more memory than allowed");
  }

  info->width = (int32_t)width;
  info->height = (int32_t)reader->height;
  info->channels = png_get_channels(png, reader->info);
  info->depth = png_get_bit_depth(png, reader->info);
  info->components = info->channels;
  png_uint_32 exif_bytes = 0;
  png_bytep exif = NULL;
  if (png_get_eXIf_1(png, reader->info, &exif_bytes, &exif)) {
    info->exif = exif;
    info->exif_bytes = exif_bytes;
  }
  return report->code;
}

int32_t oko_png_open(const uint8_t *bytes, size_t count, const oko_limits *limits, int32_t form,
                     oko_png_reader **result, oko_picture_info *info, oko_report *report) {
  *result = NULL;
  memset(info, 0, sizeof *info);
  oko_report_clear(report);
  oko_png_reader *reader = calloc(1, sizeof *reader);
  if (!reader) return oko_report_fail(report, OKO_OUT_OF_MEMORY, -1, "out of memory");
  reader->bytes = bytes;
  reader->count = count;
  reader->limits = *limits;
  reader->report = report;
  reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning);
  if (reader->png) reader->info = png_create_info_struct(reader->png);
  if (!reader->info) {
    oko_png_close(reader);
    return oko_report_fail(report, OKO_OUT_OF_MEMORY, -1, "out of memory");
  }
  int32_t code = start(reader, form, info);
  reader->report = NULL;
  if (code != OKO_OK) {
    oko_png_close(reader);
    return code;
  }
  *result = reader;
  return OKO_OK;
}

int32_t oko_png_read(oko_png_reader *reader, uint8_t *pixels, size_t capacity,
                     oko_report *report) {
  reader->report = report;
  if (capacity / reader->height != reader->row_bytes || capacity % reader->height != 0) {
    return oko_report_fail(report, OKO_WRONG_ARGUMENT, -1, "the buffer has the wrong size");
  }
  if (setjmp(png_jmpbuf(reader->png))) return report->code;
  // Rows that a later pass fills in part are read before: they must hold something.
  if (reader->passes > 1) memset(pixels, 0, capacity);
  for (int pass = 0; pass < reader->passes; pass++) {
    for (uint32_t row = 0; row < reader->height; row++) {
      png_read_row(reader->png, pixels + (size_t)row * reader->row_bytes, NULL);
      if (report->code != OKO_OK) return report->code;
    }
  }
  // Without an info structure, chunks behind the pixels are checked and dropped.
  png_read_end(reader->png, NULL);
  return report->code;
}

void oko_png_close(oko_png_reader *reader) {
  if (!reader) return;
  png_destroy_read_struct(&reader->png, &reader->info, NULL);
  free(reader);
}
