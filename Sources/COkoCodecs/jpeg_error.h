// The error manager that both directions of the JPEG codec share.
#ifndef OKO_JPEG_ERROR_H
#define OKO_JPEG_ERROR_H

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include "report.h"

typedef struct {
  struct jpeg_error_mgr base;  // must be first: libjpeg hands back a pointer to it
  jmp_buf escape;
  oko_report *report;
  int64_t stored_warnings;
  bool strict;
  const uint8_t *bytes;  // of the source, for offsets; NULL when writing
  size_t count;
} oko_jpeg_error;

// Installs the manager in `cinfo->err`; `setjmp(error->escape)` must follow in every function that
// calls libjpeg.
struct jpeg_error_mgr *oko_jpeg_error_install(oko_jpeg_error *error);
// Leaves through `escape` with a message of our own.
_Noreturn void oko_jpeg_error_leave(j_common_ptr cinfo, int32_t code, const char *message);

#endif
