import COkoKernels

/// A matrix laid out for the kernel that multiplies by it, to be packed once and used often.
///
/// Products of few rows take less time than the packing, so networks keep this form while nothing trains them.
package final class PackedMatrix: Sendable {
  /// `[k, n]`.
  package let shape: Shape
  private let storage: Storage
  private let product: oko_gemm_shape

  /// Packs `matrix`, `[k, n]`.
  package init(_ matrix: Tensor) {
    precondition(matrix.shape.rank == 2, "PackedMatrix: shape \(matrix.shape), [k, n] expected")
    shape = matrix.shape
    product = Self.product(of: shape)
    var product = product
    storage = Storage(count: Int(oko_gemm_packed_size(&product)))
    let packed = storage.pointer
    matrix.withUnsafePointer { oko_gemm_pack(&product, $0, packed) }
  }

  /// The products of a matrix of this shape with rows that lie one after the other.
  private static func product(of shape: Shape) -> oko_gemm_shape {
    oko_gemm_shape(
      m: 0, n: Int64(shape[1]), k: Int64(shape[0]), a_row_stride: Int64(shape[0]),
      a_column_stride: 1, b_row_stride: Int64(shape[1]), b_column_stride: 1,
      c_row_stride: Int64(shape[1]))
  }

  /// Calls `body` with the panels.
  func withPanels<Result>(_ body: (UnsafePointer<Float>) -> Result) -> Result {
    withExtendedLifetime(storage) { body(UnsafePointer(storage.pointer)) }
  }

  /// x · matrix + bias for rows `[m, k]`: `[m, n]`.
  fileprivate func times(_ x: Tensor, bias: Tensor?) -> Tensor {
    Tensor(shape: [x.shape[0], shape[1]]) { result in
      ConvolutionEpilogue(bias: bias).withKernelForm { epilogue in
        x.withUnsafePointer {
          multiply(
            rows: x.shape[0], $0, stride: shape[0], into: result, stride: shape[1], epilogue)
        }
      }
    }
  }

  /// Multiplies `rows` rows of x that begin `stride` scalars apart; those of the result likewise.
  func multiply(
    rows: Int, _ x: UnsafePointer<Float>, stride: Int, into result: UnsafeMutablePointer<Float>,
    stride resultStride: Int, _ epilogue: UnsafePointer<oko_epilogue>?
  ) {
    var constant = product
    (constant.a_row_stride, constant.c_row_stride) = (Int64(stride), Int64(resultStride))
    guard rows >= 2 * Self.leastRows else {
      constant.m = Int64(rows)
      multiplyColumns(constant, x, into: result, epilogue)
      return
    }
    let grain = WorkSplit.exactGrain(
      count: rows, operations: 2 * rows * shape.count, least: Self.leastRows)
    withPanels { panels in
      Workers.shared.run(over: rows, grain: grain) { [constant] range in
        var shape = constant
        shape.m = Int64(range.count)
        oko_gemm_packed(
          &shape, x + range.lowerBound * stride, panels,
          result + range.lowerBound * resultStride, 0, epilogue)
      }
    }
  }
}

extension PackedMatrix {
  /// Rows of a register block; fewer would read the matrix too often.
  private static let leastRows = 14
  /// A multiple of every panel's columns.
  private static let columnBlock = 64

  /// Multiplies few rows, which threads share by columns: then each reads another part of the matrix.
  private func multiplyColumns(
    _ constant: oko_gemm_shape, _ x: UnsafePointer<Float>,
    into result: UnsafeMutablePointer<Float>, _ epilogue: UnsafePointer<oko_epilogue>?
  ) {
    let (depth, columns) = (shape[0], shape[1])
    let blocks = (columns + Self.columnBlock - 1) / Self.columnBlock
    let grain = WorkSplit.exactGrain(
      count: blocks, operations: 2 * max(Int(constant.m), 4) * shape.count)
    withPanels { panels in
      Workers.shared.run(over: blocks, grain: grain) { range in
        var shape = constant
        let first = range.lowerBound * Self.columnBlock
        shape.n = Int64(min(range.upperBound * Self.columnBlock, columns) - first)
        var part = epilogue?.pointee ?? oko_epilogue()
        part.scale = part.scale.map { $0 + first }
        part.bias = part.bias.map { $0 + first }
        part.residual = part.residual.map { $0 + first }
        withUnsafePointer(to: part) {
          oko_gemm_packed(
            &shape, x, panels + first * depth, result + first, 0, epilogue == nil ? nil : $0)
        }
      }
    }
  }
}

extension Tensor {
  /// Maps the last axis by a packed matrix `[in, out]`: `[…, in]` → `[…, out]`; forward only.
  package func linear(_ matrix: PackedMatrix, bias: Tensor?) -> Tensor {
    precondition(
      shape.rank > 0 && shape[-1] == matrix.shape[0]
        && (bias.map { $0.shape == [matrix.shape[1]] } ?? true),
      "linear: input \(shape), packed weight \(matrix.shape)")
    let rows = shape.dimensions.dropLast()
    let y = matrix.times(
      reshaped(to: [rows.reduce(1, *), shape[-1]]).untracked, bias: bias?.untracked)
    return y.reshaped(to: Shape(rows + [matrix.shape[1]]))
  }
}
