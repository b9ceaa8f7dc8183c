// The steps of the optimizers, each in one pass over memory.

static void sgd(
  const oko_sgd_options *options, float *parameter, const float *gradient, float *velocity,
  int64_t count) {
  const oko_sgd_options o = *options;
  for (int64_t i = 0; i < count; i += OKO_WIDTH) {
    int64_t part = count - i;
    vec p = v_load_part(parameter + i, part);
    vec g = v_load_part(gradient + i, part) * o.gradient_scale;
    vec v = v_load_part(velocity + i, part) * o.momentum + g;
    vec step = o.nesterov ? g + v * o.momentum : v;
    v_store_part(velocity + i, v, part);
    v_store_part(parameter + i, p - (step + p * o.decay) * o.rate, part);
  }
}

static void adam(
  const oko_adam_options *options, float *parameter, const float *gradient, float *first,
  float *second, int64_t count) {
  const oko_adam_options o = *options;
  float rate = o.rate / o.correction1, inverse = 1 / o.correction2;
  for (int64_t i = 0; i < count; i += OKO_WIDTH) {
    int64_t part = count - i;
    vec p = v_load_part(parameter + i, part);
    vec g = v_load_part(gradient + i, part) * o.gradient_scale;
    vec m = v_load_part(first + i, part);
    vec v = v_load_part(second + i, part);
    m = m + (g - m) * (1 - o.beta1);
    v = v + (g * g - v) * (1 - o.beta2);
    v_store_part(first + i, m, part);
    v_store_part(second + i, v, part);
    vec step = m * rate / (v_sqrt(v * inverse) + o.epsilon);
    v_store_part(parameter + i, p - step - p * (o.rate * o.decay), part);
  }
}
