import COkoKernels

/// A right operand of several products, packed for the kernels in memory of the caller.
struct PackedOperand {
  let depth: Int
  let columns: Int
  private let pointer: UnsafeMutablePointer<Float>

  /// Packs `depth` rows of `columns` scalars, which lie apart by the strides.
  init(
    _ source: UnsafePointer<Float>, depth: Int, columns: Int, rowStride: Int, columnStride: Int,
    into pointer: UnsafeMutablePointer<Float>
  ) {
    (self.depth, self.columns, self.pointer) = (depth, columns, pointer)
    var shape = oko_gemm_shape()
    (shape.n, shape.k) = (Int64(columns), Int64(depth))
    (shape.b_row_stride, shape.b_column_stride) = (Int64(rowStride), Int64(columnStride))
    oko_gemm_pack(&shape, source, pointer)
  }

  /// The floats of the memory.
  static func size(depth: Int, columns: Int) -> Int {
    var shape = oko_gemm_shape()
    (shape.n, shape.k) = (Int64(columns), Int64(depth))
    return Int(oko_gemm_packed_size(&shape))
  }

  /// Multiplies `rows` rows from the left; the result has rows `stride` apart and may be added to.
  func multiply(
    _ left: UnsafePointer<Float>, rows: Int, rowStride: Int, columnStride: Int = 1,
    into result: UnsafeMutablePointer<Float>, stride: Int, isAdded: Bool
  ) {
    var shape = oko_gemm_shape()
    (shape.m, shape.n, shape.k) = (Int64(rows), Int64(columns), Int64(depth))
    (shape.a_row_stride, shape.a_column_stride) = (Int64(rowStride), Int64(columnStride))
    shape.c_row_stride = Int64(stride)
    oko_gemm_packed(&shape, left, pointer, result, isAdded ? 1 : 0, nil)
  }
}
