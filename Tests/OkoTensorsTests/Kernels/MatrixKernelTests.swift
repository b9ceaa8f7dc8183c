import COkoKernels
import TestSupport
import Testing

@Suite struct MatrixKernelTests {
  struct Product: Sendable {
    var m: Int, n: Int, k: Int
    var isLeftTransposed = false, isRightTransposed = false
  }

  static let products = [
    Product(m: 1, n: 1, k: 1), Product(m: 5, n: 33, k: 7), Product(m: 40, n: 80, k: 33),
    Product(m: 13, n: 3, k: 700), Product(m: 17, n: 40, k: 512),
    Product(m: 33, n: 16, k: 5, isLeftTransposed: true),
    Product(m: 16, n: 33, k: 80, isRightTransposed: true),
    Product(m: 29, n: 47, k: 530, isLeftTransposed: true, isRightTransposed: true),
  ]

  @Test(arguments: kernelSets, products) func productEqualsTheNaiveLoops(
    set: String, product: Product
  ) {
    let (m, n, k) = (product.m, product.n, product.k)
    let a = testNumbers(m * k), b = testNumbers(k * n, seed: 2)
    let (aRow, aColumn) = product.isLeftTransposed ? (1, m) : (k, 1)
    let (bRow, bColumn) = product.isRightTransposed ? (1, k) : (n, 1)
    var expected = [Double](repeating: 1, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        for l in 0..<k {
          expected[i * n + j] +=
            Double(a[i * aRow + l * aColumn]) * Double(b[l * bRow + j * bColumn])
        }
      }
    }
    let c = withKernels(set) {
      var shape = oko_gemm_shape(
        m: Int64(m), n: Int64(n), k: Int64(k), a_row_stride: Int64(aRow),
        a_column_stride: Int64(aColumn), b_row_stride: Int64(bRow),
        b_column_stride: Int64(bColumn), c_row_stride: Int64(n))
      var work = scratch(oko_gemm_scratch_size(&shape))
      var c = [Float](repeating: 1, count: m * n)
      oko_gemm(&shape, a, b, &c, 1, nil, &work)
      return c
    }
    #expect(largestError(c, expected) < 3e-5)
  }

  @Test(arguments: kernelSets) func anEmptySumIsZeroAndTheEpilogueStillRuns(set: String) {
    let c = withKernels(set) {
      var shape = oko_gemm_shape(
        m: 2, n: 3, k: 0, a_row_stride: 0, a_column_stride: 1, b_row_stride: 3,
        b_column_stride: 1, c_row_stride: 3)
      var work = scratch(oko_gemm_scratch_size(&shape))
      var c = scratch(6)
      let bias: [Float] = [1, -2, 3]
      bias.withUnsafeBufferPointer { bias in
        var epilogue = oko_epilogue()
        epilogue.bias = bias.baseAddress
        epilogue.activation = OKO_RELU
        oko_gemm(&shape, [0], [0, 0, 0], &c, 0, &epilogue, &work)
      }
      return c
    }
    #expect(c == [1, 0, 3, 1, 0, 3])
  }
}
