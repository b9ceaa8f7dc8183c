// Elementary functions on vectors: the same polynomials on every instruction set.

/// e^r for |r| up to half of ln 2.
OKO_INLINE vec v_exp_polynomial(vec r) {
  vec p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  return p * (r * r) + (r + 1.0f);
}

/// e^x to about 2 ulp; 0 below -104, infinite above 88.73; NaN stays. After Cephes' expf.
OKO_INLINE vec v_exp(vec x) {
  vec limited = v_max(v_min(x, v_set(89.0f)), v_set(-104.0f));
  // Adding 1.5 · 2^23 rounds to the nearest integer in the current mode.
  vec shifted = limited * 1.44269504088896341f + 12582912.0f;
  ivec whole = (ivec)shifted - 0x4b400000;
  vec n = shifted - 12582912.0f;
  vec r = limited - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  vec p = v_exp_polynomial(r);
  // In two halves, so that subnormal and infinite results come out right.
  ivec half = whole >> 1;
  vec low = (vec)((half + 127) << 23), high = (vec)((whole - half + 127) << 23);
  return p * low * high;
}

/// 2^f for |f| up to a half, fitted to 3e-9.
OKO_INLINE vec v_exp2_polynomial(vec f) {
  vec p = f * 1.5469997663e-4f + 1.3400700506e-3f;
  p = p * f + 9.6180247709e-3f;
  p = p * f + 5.5503265420e-2f;
  p = p * f + 2.4022651220e-1f;
  p = p * f + 6.9314720703e-1f;
  return p * f + 1.0f;
}

/// e^x with x limited to ±87: never zero, subnormal or infinite; NaN stays. By powers of two, with
/// a relative error below 1e-7 near zero that grows to 3e-6 at the limits: for sigmoids.
OKO_INLINE vec v_exp_limited(vec x) {
  vec limited = v_max(v_min(x, v_set(87.0f)), v_set(-87.0f));
  vec shifted = limited * 1.44269504088896341f + 12582912.0f;
  vec f = limited * 1.44269504088896341f - (shifted - 12582912.0f);
  // A product, not a sum of bits, so that no NaN loses its mark.
  return v_exp2_polynomial(f) * (vec)(((ivec)shifted << 23) + 0x3f800000);
}

/// ln x to about 1 ulp; -∞ at 0, NaN below it. After Cephes' logf.
OKO_INLINE vec v_log(vec x) {
  ivec small = x < 1.17549435e-38f;
  vec scaled = v_select(small, x * 8388608.0f, x);
  ivec bits = (ivec)scaled;
  ivec exponent = ((bits - 0x3f3504f3) >> 23);
  vec m = (vec)(bits - (exponent << 23)) - 1.0f;
  vec e = __builtin_convertvector(exponent, vec) - v_select(small, v_set(23.0f), v_set(0));
  vec z = m * m;
  vec p = m * 7.0376836292e-2f + -1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m + -1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m + -1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m + -2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  vec y = p * m * z;
  y = y + e * -2.12194440e-4f;
  y = y - 0.5f * z;
  vec result = (m + y) + e * 0.693359375f;
  result = v_select(x == __builtin_inff(), x, result);
  result = v_select(x == 0.0f, v_set(-__builtin_inff()), result);
  return v_select((x < 0.0f) | (x != x), v_set(__builtin_nanf("")), result);
}

OKO_INLINE vec v_sigmoid(vec x) { return 1.0f / (1.0f + v_exp_limited(-x)); }

/// tanh x; a polynomial near zero, by e^2x elsewhere. After Cephes' tanhf.
OKO_INLINE vec v_tanh(vec x) {
  vec size = v_abs(x), z = x * x;
  vec p = z * -5.70498872745e-3f + 2.06390887954e-2f;
  p = p * z + -5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z + -3.33332819422e-1f;
  vec near = p * z * x + x;
  vec far = 1.0f - 2.0f / (v_exp_limited(size + size) + 1.0f);
  far = v_select(x < 0.0f, -far, far);
  return v_select(size < 0.625f, near, far);
}

/// erf x with an error below 2e-7 (Abramowitz and Stegun 7.1.26).
OKO_INLINE vec v_erf(vec x) {
  vec size = v_abs(x);
  vec t = 1.0f / (1.0f + 0.3275911f * size);
  vec p = t * 1.061405429f + -1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t + -0.284496736f;
  p = p * t + 0.254829592f;
  vec y = 1.0f - p * t * v_exp(-size * size);
  return v_select(x < 0.0f, -y, y);
}

/// ln(1 + e^x) without overflow, exact in relative terms where it is small.
OKO_INLINE vec v_softplus(vec x) {
  vec u = v_exp(-v_abs(x)), w = 1.0f + u;
  vec log1p = v_select(w == 1.0f, u, v_log(w) * (u / v_select(w == 1.0f, v_set(1), w - 1.0f)));
  return v_max(x, v_set(0)) + log1p;
}

/// x/6 + ½, from 0 to 1.
OKO_INLINE vec v_hard_sigmoid(vec x) {
  return v_min(v_max(x * (1.0f / 6.0f) + 0.5f, v_set(0)), v_set(1));
}

/// The activation of one vector; `activation` is a constant where this is inlined.
OKO_INLINE vec v_activate(vec x, oko_activation activation, float slope) {
  switch (activation) {
    case OKO_NONE: return x;
    case OKO_RELU: return v_max(x, v_set(0));
    case OKO_LEAKY_RELU: return v_select(x < 0.0f, x * slope, x);
    case OKO_SILU: return x / (1.0f + v_exp_limited(-x));
    case OKO_SIGMOID: return v_sigmoid(x);
    case OKO_HARD_SWISH: return x * v_hard_sigmoid(x);
    case OKO_TANH: return v_tanh(x);
    case OKO_GELU: return 0.5f * x * (1.0f + v_erf(x * 0.70710678118654752f));
    case OKO_GELU_TANH: {
      vec inner = 0.79788456080286536f * (x + 0.044715f * x * x * x);
      return x * v_sigmoid(inner + inner);
    }
    case OKO_SOFTPLUS: return v_softplus(x);
    case OKO_HARD_SIGMOID: return v_hard_sigmoid(x);
  }
  return x;
}

/// The derivative of the activation at x.
OKO_INLINE vec v_derivative(vec x, oko_activation activation, float slope) {
  const vec zero = v_set(0), one = v_set(1);
  switch (activation) {
    case OKO_NONE: return one;
    case OKO_RELU: return v_select(x > 0.0f, one, zero);
    case OKO_LEAKY_RELU: return v_select(x > 0.0f, one, v_set(slope));
    case OKO_SILU: {
      vec s = v_sigmoid(x);
      return s + x * (s * (1.0f - s));
    }
    case OKO_SIGMOID: {
      vec s = v_sigmoid(x);
      return s * (1.0f - s);
    }
    case OKO_HARD_SWISH: {
      vec middle = x * (1.0f / 3.0f) + 0.5f;
      return v_select(x < -3.0f, zero, v_select(x > 3.0f, one, middle));
    }
    case OKO_TANH: {
      vec t = v_tanh(x);
      return 1.0f - t * t;
    }
    case OKO_GELU: {
      vec density = 0.39894228040143268f * v_exp(x * x * -0.5f);
      return 0.5f * (1.0f + v_erf(x * 0.70710678118654752f)) + x * density;
    }
    case OKO_GELU_TANH: {
      vec square = x * x;
      vec inner = 0.79788456080286536f * x * (1.0f + 0.044715f * square);
      vec s = v_sigmoid(inner + inner);
      return s + x * s * (1.0f - s) * (1.59576912160573072f * (1.0f + 0.134145f * square));
    }
    case OKO_SOFTPLUS: return v_sigmoid(x);
    case OKO_HARD_SIGMOID:
      return v_select((x < -3.0f) | (x > 3.0f), zero, v_set(1.0f / 6.0f));
  }
  return one;
}

/// Runs `LOOP(activation)` with the activation as a constant.
#define OKO_WITH_ACTIVATION(activation, LOOP) \
  switch (activation) { \
    case OKO_NONE: LOOP(OKO_NONE); break; \
    case OKO_RELU: LOOP(OKO_RELU); break; \
    case OKO_LEAKY_RELU: LOOP(OKO_LEAKY_RELU); break; \
    case OKO_SILU: LOOP(OKO_SILU); break; \
    case OKO_SIGMOID: LOOP(OKO_SIGMOID); break; \
    case OKO_HARD_SWISH: LOOP(OKO_HARD_SWISH); break; \
    case OKO_TANH: LOOP(OKO_TANH); break; \
    case OKO_GELU: LOOP(OKO_GELU); break; \
    case OKO_GELU_TANH: LOOP(OKO_GELU_TANH); break; \
    case OKO_SOFTPLUS: LOOP(OKO_SOFTPLUS); break; \
    case OKO_HARD_SIGMOID: LOOP(OKO_HARD_SIGMOID); break; \
  }
