// The one building block: a register block of a batch-reduce matrix product.
//
// The body is always inlined with constant block sizes, one instance per size. SwiftPM compiles at
// -O2, where clang would leave the block loops rolled: hence the pragmas.

OKO_INLINE void brgemm_block(const oko_brgemm *block, const int rows, const int vectors) {
  vec sum[OKO_NARROW_ROWS][OKO_VECTORS];
  const int64_t tail = block->n - (int64_t)(vectors - 1) * OKO_WIDTH;
  if (block->accumulate) {
    OKO_UNROLL for (int m = 0; m < rows; ++m) {
      const float *c = block->c + m * block->c_m;
      OKO_UNROLL for (int v = 0; v < vectors - 1; ++v) sum[m][v] = v_load(c + v * OKO_WIDTH);
      sum[m][vectors - 1] = v_load_part(c + (vectors - 1) * OKO_WIDTH, tail);
    }
  } else if (block->init != NULL) {
    OKO_UNROLL for (int v = 0; v < vectors; ++v) {
      vec init = v_load_part(
        block->init + v * OKO_WIDTH, v == vectors - 1 ? tail : (int64_t)OKO_WIDTH);
      OKO_UNROLL for (int m = 0; m < rows; ++m) sum[m][v] = init;
    }
  } else {
    OKO_UNROLL for (int m = 0; m < rows; ++m) {
      OKO_UNROLL for (int v = 0; v < vectors; ++v) sum[m][v] = v_set(0);
    }
  }

  const int64_t a_m = block->a_m, a_k = block->a_k, b_k = block->b_k, depth = block->k;
  const oko_pair *pair = block->pairs, *end = pair + block->count;
  for (; pair < end; ++pair) {
    // Four rows share a pointer, so that the addresses of all rows fit the general registers.
    const float *a[(OKO_NARROW_ROWS + 3) / 4];
    OKO_UNROLL for (int i = 0; i < (rows + 3) / 4; ++i) a[i] = pair->a + 4 * i * a_m;
    const float *b = pair->b;
    _Pragma("clang loop unroll(disable)") for (int64_t k = 0; k < depth; ++k) {
      vec right[OKO_VECTORS];
      OKO_UNROLL for (int v = 0; v < vectors; ++v) {
        right[v] = v_load(b + v * OKO_WIDTH);
        __builtin_prefetch(b + OKO_ROWS_AHEAD(rows) * b_k + v * OKO_WIDTH);
      }
      OKO_UNROLL for (int m = 0; m < rows; ++m) {
        vec left = v_set(a[m / 4][(m % 4) * a_m]);
        OKO_UNROLL for (int v = 0; v < vectors; ++v) sum[m][v] += left * right[v];
      }
      OKO_UNROLL for (int i = 0; i < (rows + 3) / 4; ++i) a[i] += a_k;
      b += b_k;
    }
  }

  if (block->residual != NULL) {
    OKO_UNROLL for (int m = 0; m < rows; ++m) {
      const float *residual = block->residual + m * block->residual_m;
      OKO_UNROLL for (int v = 0; v < vectors; ++v) {
        sum[m][v] += v_load_part(
          residual + v * OKO_WIDTH, v == vectors - 1 ? tail : (int64_t)OKO_WIDTH);
      }
    }
  }
  if (block->activation == OKO_RELU) {
    OKO_UNROLL for (int m = 0; m < rows; ++m) {
      OKO_UNROLL for (int v = 0; v < vectors; ++v) {
        sum[m][v] = v_activate(sum[m][v], OKO_RELU, 0);
      }
    }
  } else if (block->activation == OKO_HARD_SWISH) {
    OKO_UNROLL for (int m = 0; m < rows; ++m) {
      OKO_UNROLL for (int v = 0; v < vectors; ++v) {
        sum[m][v] = v_activate(sum[m][v], OKO_HARD_SWISH, 0);
      }
    }
  }
  OKO_UNROLL for (int m = 0; m < rows; ++m) {
    float *c = block->c + m * block->c_m;
    OKO_UNROLL for (int v = 0; v < vectors - 1; ++v) v_store(c + v * OKO_WIDTH, sum[m][v]);
  }
  float *c = block->c + (vectors - 1) * OKO_WIDTH;
  if (tail >= OKO_WIDTH) {
    OKO_UNROLL for (int m = 0; m < rows; ++m) v_store(c + m * block->c_m, sum[m][vectors - 1]);
  } else {
    OKO_UNROLL for (int m = 0; m < rows; ++m) {
      v_store_part(c + m * block->c_m, sum[m][vectors - 1], tail);
    }
  }
}

#define OKO_BRGEMM_INSTANCE(M, V) \
  static void brgemm_##M##x##V(const oko_brgemm *block) { brgemm_block(block, M, V); }
#define OKO_BRGEMM_ENTRY(M, V) [M][V] = brgemm_##M##x##V,
OKO_BLOCKS(OKO_BRGEMM_INSTANCE)

/// Runs independent multiply-adds in registers; returns how many operations they were.
static double peak_flops(int64_t iterations) {
  enum { CHAINS = OKO_ROWS * OKO_VECTORS - (OKO_ROWS == 4 ? 0 : OKO_VECTORS * 2) };
  vec sum[CHAINS];
  vec factor = v_set(0.999f), term = v_set(0.001f);
  __asm__ volatile("" : "+m"(factor), "+m"(term));
  OKO_UNROLL for (int i = 0; i < CHAINS; ++i) sum[i] = term;
  for (int64_t i = 0; i < iterations; ++i) {
    OKO_UNROLL for (int j = 0; j < CHAINS; ++j) sum[j] = sum[j] * factor + term;
  }
  vec total = v_set(0);
  OKO_UNROLL for (int i = 0; i < CHAINS; ++i) total += sum[i];
  __asm__ volatile("" : : "m"(total));
  return 2.0 * CHAINS * OKO_WIDTH * (double)iterations;
}
