#include "jpeg_error.h"

#include <jerror.h>

static int64_t offset_of(j_common_ptr cinfo, const oko_jpeg_error *error) {
  if (!cinfo->is_decompressor || !error->bytes) return -1;
  const struct jpeg_source_mgr *source = ((j_decompress_ptr)cinfo)->src;
  if (!source) return -1;
  if (cinfo->err->msg_code == JWRN_JPEG_EOF) return (int64_t)error->count;
  const uint8_t *next = source->next_input_byte;
  // Past the end libjpeg reads a marker of its own instead.
  bool inside = next >= error->bytes && next <= error->bytes + error->count;
  return inside ? next - error->bytes : (int64_t)error->count;
}

static int32_t code_of(int number) {
  switch (number) {
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
    case JERR_NO_BACKING_STORE:
      return OKO_TOO_LARGE;
    case JERR_OUT_OF_MEMORY:
      return OKO_OUT_OF_MEMORY;
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_COMPONENT_COUNT:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_ARITH_NOTIMPL:
      return OKO_UNSUPPORTED;
    default:
      return OKO_DAMAGED;
  }
}

_Noreturn void oko_jpeg_error_leave(j_common_ptr cinfo, int32_t code, const char *message) {
  oko_jpeg_error *error = (oko_jpeg_error *)cinfo->err;
  if (error->report->code == OKO_OK) {
    oko_report_fail(error->report, code, offset_of(cinfo, error), message);
  }
  longjmp(error->escape, 1);
}

static void on_error(j_common_ptr cinfo) {
  char message[JMSG_LENGTH_MAX];
  cinfo->err->format_message(cinfo, message);
  oko_jpeg_error_leave(cinfo, code_of(cinfo->err->msg_code), message);
}

static void on_message(j_common_ptr cinfo, int level) {
  if (level >= 0) return;
  oko_jpeg_error *error = (oko_jpeg_error *)cinfo->err;
  cinfo->err->num_warnings += 1;
  if (!error->strict && !oko_report_keeps(error->report, error->stored_warnings)) {
    error->report->warning_count += 1;
    return;
  }
  char message[JMSG_LENGTH_MAX];
  cinfo->err->format_message(cinfo, message);
  oko_report_warn(error->report, error->stored_warnings, message);
  if (error->strict) oko_jpeg_error_leave(cinfo, OKO_DAMAGED, message);
}

static void on_output(j_common_ptr cinfo) { (void)cinfo; }

struct jpeg_error_mgr *oko_jpeg_error_install(oko_jpeg_error *error) {
  struct jpeg_error_mgr *manager = jpeg_std_error(&error->base);
  manager->error_exit = on_error;
  manager->emit_message = on_message;
  manager->output_message = on_output;
  return manager;
}
