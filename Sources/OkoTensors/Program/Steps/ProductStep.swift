import COkoKernels

/// A product with a packed matrix: rows `[m, k]` → `[m, n]`.
struct ProductStep: ProgramStep {
  private let matrix: PackedMatrix
  private let bias: Tensor?
  private let activation: Activation?
  private let rows: Int
  private let (x, y): (Place, Place)

  init(_ product: FusedProduct, _ weights: PackedWeights, rows: Int, x: Place, y: Place) {
    matrix = weights.matrix(of: product)
    (bias, activation) = (product.bias, product.activation)
    (self.rows, self.x, self.y) = (rows, x, y)
  }

  var description: String { "product of \(matrix.shape[0]) → \([rows, matrix.shape[1]])" }

  func run(in memory: ProgramMemory) {
    ConvolutionEpilogue(bias: bias, activation: activation).withKernelForm { epilogue in
      matrix.multiply(
        rows: rows, memory.pointer(x), stride: x.pixelStride, into: memory.pointer(y),
        stride: y.pixelStride, epilogue)
    }
  }
}
