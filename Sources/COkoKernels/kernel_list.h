// The functions that are compiled once per instruction set and passed on by name: a line each of
// name, parameters, arguments. `K(name, …)` becomes a field of the table, its entry in every table
// and the public function oko_name.
#ifndef OKO_KERNEL_LIST_H
#define OKO_KERNEL_LIST_H

#define OKO_KERNEL_LIST(K) \
  K(activate, \
    (oko_activation activation, float slope, const float *x, float *y, int64_t count), \
    (activation, slope, x, y, count)) \
  K(activate_backward, \
    (oko_activation activation, float slope, const float *x, const float *dy, float *dx, \
     int64_t count), \
    (activation, slope, x, dy, dx, count)) \
  K(unary, (oko_unary_operation operation, const float *x, float *y, int64_t count), \
    (operation, x, y, count)) \
  K(binary, \
    (oko_binary_operation operation, const float *a, const float *b, float *y, int64_t count), \
    (operation, a, b, y, count)) \
  K(binary_scalar, \
    (oko_binary_operation operation, const float *a, float b, float *y, int64_t count), \
    (operation, a, b, y, count)) \
  K(scalar_binary, \
    (oko_binary_operation operation, float a, const float *b, float *y, int64_t count), \
    (operation, a, b, y, count)) \
  K(binary_row, \
    (oko_binary_operation operation, const float *a, const float *b, float *y, int64_t rows, \
     int64_t columns), \
    (operation, a, b, y, rows, columns)) \
  K(binary_column, \
    (oko_binary_operation operation, const float *a, const float *b, float *y, int64_t rows, \
     int64_t columns), \
    (operation, a, b, y, rows, columns)) \
  K(axpy, (float alpha, const float *x, float *y, int64_t count), (alpha, x, y, count)) \
  K(multiply_add, (const float *a, const float *b, float *y, int64_t count), (a, b, y, count)) \
  K(sum, (const float *x, int64_t count, double *result), (x, count, result)) \
  K(dot, (const float *a, const float *b, int64_t count, double *result), (a, b, count, result)) \
  K(column_sums, (const float *x, int64_t rows, int64_t columns, double *sums), \
    (x, rows, columns, sums)) \
  K(row_maxima, (const float *x, int64_t rows, int64_t columns, float *maxima), \
    (x, rows, columns, maxima)) \
  K(softmax, (const float *x, float scale, float *y, int64_t rows, int64_t columns), \
    (x, scale, y, rows, columns)) \
  K(attend_forward, \
    (const oko_score_block *block, float *maxima, float *sums, float *gathered, int64_t width), \
    (block, maxima, sums, gathered, width)) \
  K(attend_backward, \
    (const oko_score_block *block, const float *logs, const float *totals, float *slopes, \
     float *bias_slopes), \
    (block, logs, totals, slopes, bias_slopes)) \
  K(channel_moments, \
    (const float *x, int64_t rows, int64_t channels, double *mean, double *deviation), \
    (x, rows, channels, mean, deviation)) \
  K(scale_shift_activate, \
    (oko_activation activation, float slope, const float *x, const float *scale, \
     const float *shift, float *y, int64_t rows, int64_t channels), \
    (activation, slope, x, scale, shift, y, rows, channels)) \
  K(norm_backward_reduce, \
    (oko_activation activation, float slope, const float *x, const float *dy, \
     const oko_channel_norm *norm, double *sum_g, double *sum_g_xhat, int64_t rows, \
     int64_t channels), \
    (activation, slope, x, dy, norm, sum_g, sum_g_xhat, rows, channels)) \
  K(norm_backward_apply, \
    (oko_activation activation, float slope, const float *x, const float *dy, \
     const oko_channel_norm *norm, const float *mean_g, const float *mean_g_xhat, float *dx, \
     int64_t rows, int64_t channels), \
    (activation, slope, x, dy, norm, mean_g, mean_g_xhat, dx, rows, channels)) \
  K(sgd, \
    (const oko_sgd_options *options, float *parameter, const float *gradient, float *velocity, \
     int64_t count), \
    (options, parameter, gradient, velocity, count)) \
  K(adam, \
    (const oko_adam_options *options, float *parameter, const float *gradient, float *first, \
     float *second, int64_t count), \
    (options, parameter, gradient, first, second, count)) \
  K(max_pool_forward, \
    (const oko_pool_shape *shape, const float *x, float *y, int32_t *indices, \
     int64_t row_begin, int64_t row_end), \
    (shape, x, y, indices, row_begin, row_end)) \
  K(max_pool_backward, \
    (const oko_pool_shape *shape, const float *dy, const int32_t *indices, float *dx, \
     int64_t row_begin, int64_t row_end), \
    (shape, dy, indices, dx, row_begin, row_end)) \
  K(average_pool_forward, \
    (const oko_pool_shape *shape, const float *x, float *y, int64_t row_begin, \
     int64_t row_end), \
    (shape, x, y, row_begin, row_end)) \
  K(average_pool_backward, \
    (const oko_pool_shape *shape, const float *dy, float *dx, int64_t row_begin, \
     int64_t row_end), \
    (shape, dy, dx, row_begin, row_end)) \
  K(upsample2_forward, \
    (const float *x, float *y, int64_t width, int64_t channels, int64_t x_pixel_stride, \
     int64_t y_pixel_stride, int64_t row_begin, int64_t row_end), \
    (x, y, width, channels, x_pixel_stride, y_pixel_stride, row_begin, row_end)) \
  K(upsample2_backward, \
    (const float *dy, float *dx, int64_t width, int64_t channels, int64_t row_begin, \
     int64_t row_end), \
    (dy, dx, width, channels, row_begin, row_end)) \
  K(depthwise_forward, \
    (const oko_conv_shape *shape, const float *x, const float *filter, \
     const oko_epilogue *epilogue, float *y, int64_t row_begin, int64_t row_end), \
    (shape, x, filter, epilogue, y, row_begin, row_end)) \
  K(depthwise_backward_data, \
    (const oko_conv_shape *shape, const float *dy, const float *filter, \
     const oko_epilogue *epilogue, float *dx, int64_t row_begin, int64_t row_end), \
    (shape, dy, filter, epilogue, dx, row_begin, row_end)) \
  K(depthwise_backward_filter, \
    (const oko_conv_shape *shape, const float *x, const float *dy, float *dw, \
     int64_t row_begin, int64_t row_end), \
    (shape, x, dy, dw, row_begin, row_end)) \
  K(low_max_pool_forward, \
    (const oko_pool_shape *shape, oko_element type, const void *x, void *y, int64_t row_begin, \
     int64_t row_end), \
    (shape, type, x, y, row_begin, row_end)) \
  K(tanh_cell, (float *trace, int64_t width), (trace, width)) \
  K(tanh_cell_backward, (const float *trace, const float *dh, float *dgates, int64_t width), \
    (trace, dh, dgates, width)) \
  K(lstm_cell, (float *trace, const float *previous, int64_t width), (trace, previous, width)) \
  K(lstm_cell_backward, \
    (const float *trace, const float *previous, const float *dh, float *dc, float *dgates, \
     int64_t width), \
    (trace, previous, dh, dc, dgates, width)) \
  K(gru_cell, (float *trace, const float *previous, int64_t width), (trace, previous, width)) \
  K(gru_cell_backward, \
    (const float *trace, const float *previous, const float *dh, float *carried, float *dgates, \
     int64_t width), \
    (trace, previous, dh, carried, dgates, width)) \
  K(resample_rows, \
    (const uint8_t *const *rows, const float *weights, int64_t taps, float *y, int64_t count), \
    (rows, weights, taps, y, count)) \
  K(resample_pixels, \
    (const float *x, const int32_t *starts, const float *weights, int64_t taps, float *y, \
     int64_t pixels), \
    (x, starts, weights, taps, y, pixels)) \
  K(samples_of_sums, (const float *x, uint8_t *y, int64_t count), (x, y, count)) \
  K(units_of_sums, (const float *x, float *y, int64_t count), (x, y, count))

#endif
