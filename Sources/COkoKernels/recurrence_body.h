// The cells of recurrent networks: what a time step does beside its matrix product.

static void tanh_cell(float *trace, int64_t width) {
  for (int64_t i = 0; i < width; i += OKO_WIDTH) {
    int64_t part = width - i;
    v_store_part(trace + i, v_tanh(v_load_part(trace + i, part)), part);
  }
}

static void tanh_cell_backward(
  const float *trace, const float *dh, float *dgates, int64_t width) {
  for (int64_t i = 0; i < width; i += OKO_WIDTH) {
    int64_t part = width - i;
    vec h = v_load_part(trace + i, part);
    v_store_part(dgates + i, v_load_part(dh + i, part) * (1.0f - h * h), part);
  }
}

static void lstm_cell(float *trace, const float *previous, int64_t width) {
  for (int64_t i = 0; i < width; i += OKO_WIDTH) {
    int64_t part = width - i;
    vec input = v_sigmoid(v_load_part(trace + i, part));
    vec forget = v_sigmoid(v_load_part(trace + width + i, part));
    vec candidate = v_tanh(v_load_part(trace + 2 * width + i, part));
    vec output = v_sigmoid(v_load_part(trace + 3 * width + i, part));
    vec before = previous == NULL ? v_set(0) : v_load_part(previous + 4 * width + i, part);
    vec cell = forget * before + input * candidate;
    v_store_part(trace + i, input, part);
    v_store_part(trace + width + i, forget, part);
    v_store_part(trace + 2 * width + i, candidate, part);
    v_store_part(trace + 3 * width + i, output, part);
    v_store_part(trace + 4 * width + i, cell, part);
    v_store_part(trace + 5 * width + i, output * v_tanh(cell), part);
  }
}

static void lstm_cell_backward(
  const float *trace, const float *previous, const float *dh, float *dc, float *dgates,
  int64_t width) {
  for (int64_t i = 0; i < width; i += OKO_WIDTH) {
    int64_t part = width - i;
    vec input = v_load_part(trace + i, part);
    vec forget = v_load_part(trace + width + i, part);
    vec candidate = v_load_part(trace + 2 * width + i, part);
    vec output = v_load_part(trace + 3 * width + i, part);
    vec squashed = v_tanh(v_load_part(trace + 4 * width + i, part));
    vec before = previous == NULL ? v_set(0) : v_load_part(previous + 4 * width + i, part);
    vec at_hidden = v_load_part(dh + i, part);
    vec at_cell = v_load_part(dc + i, part) + at_hidden * output * (1.0f - squashed * squashed);
    v_store_part(dgates + i, at_cell * candidate * input * (1.0f - input), part);
    v_store_part(dgates + width + i, at_cell * before * forget * (1.0f - forget), part);
    v_store_part(
      dgates + 2 * width + i, at_cell * input * (1.0f - candidate * candidate), part);
    v_store_part(
      dgates + 3 * width + i, at_hidden * squashed * output * (1.0f - output), part);
    v_store_part(dc + i, at_cell * forget, part);
  }
}

static void gru_cell(float *trace, const float *previous, int64_t width) {
  for (int64_t i = 0; i < width; i += OKO_WIDTH) {
    int64_t part = width - i;
    vec reset = v_sigmoid(v_load_part(trace + i, part));
    vec update = v_sigmoid(v_load_part(trace + width + i, part));
    vec recurrent = v_load_part(trace + 2 * width + i, part);
    vec candidate = v_tanh(v_load_part(trace + 3 * width + i, part) + reset * recurrent);
    vec before = previous == NULL ? v_set(0) : v_load_part(previous + 4 * width + i, part);
    v_store_part(trace + i, reset, part);
    v_store_part(trace + width + i, update, part);
    v_store_part(trace + 3 * width + i, candidate, part);
    v_store_part(trace + 4 * width + i, candidate + update * (before - candidate), part);
  }
}

static void gru_cell_backward(
  const float *trace, const float *previous, const float *dh, float *carried, float *dgates,
  int64_t width) {
  for (int64_t i = 0; i < width; i += OKO_WIDTH) {
    int64_t part = width - i;
    vec reset = v_load_part(trace + i, part);
    vec update = v_load_part(trace + width + i, part);
    vec recurrent = v_load_part(trace + 2 * width + i, part);
    vec candidate = v_load_part(trace + 3 * width + i, part);
    vec before = previous == NULL ? v_set(0) : v_load_part(previous + 4 * width + i, part);
    vec at_hidden = v_load_part(dh + i, part);
    vec at_candidate = at_hidden * (1.0f - update) * (1.0f - candidate * candidate);
    v_store_part(dgates + i, at_candidate * recurrent * reset * (1.0f - reset), part);
    v_store_part(
      dgates + width + i, at_hidden * (before - candidate) * update * (1.0f - update), part);
    v_store_part(dgates + 2 * width + i, at_candidate * reset, part);
    v_store_part(dgates + 3 * width + i, at_candidate, part);
    v_store_part(carried + i, at_hidden * update, part);
  }
}
