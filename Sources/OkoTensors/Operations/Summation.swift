import COkoKernels

/// The sum over some axes, in double precision.
///
/// Its gradient is an `Expansion`.
struct Summation: Operation {
  /// Ascending, from 0.
  let axes: [Int]
  let keepsDimensions: Bool

  func outputShape(_ inputs: [Shape]) -> Shape {
    inputs[0].reduced(axes: axes, keepingDimensions: keepsDimensions)
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    var result = inputs[0].untracked
    // Each pass ends one group of neighbouring axes, the last group first.
    for group in inputs[0].shape.reductionGroups(axes: axes) {
      result = withExtendedLifetime(result) { sums($0, group) }
    }
    return Tensor(
      shape: outputShape([inputs[0].shape]), storage: result.storage, node: nil)
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let shape = context.inputs[0].shape
    let kept = shape.reduced(axes: axes, keepingDimensions: true)
    return [gradient.reshaped(to: kept).expanded(to: shape)]
  }
}

/// Sums `[outer, reduced, inner]` over its middle axis to `[outer, inner]`.
///
/// Long sums are cut into pieces that do not depend on the threads, and these are added in order.
private func sums(_ x: Tensor, _ group: ReductionGroup) -> Tensor {
  let (outer, reduced, inner) = (group.outer, group.reduced, group.inner)
  let perPiece = max(64, StridedWalk.grain / max(inner, 1))
  let pieces = max(1, (reduced + perPiece - 1) / perPiece)
  let perChunk = max(1, StridedWalk.grain / max(inner * min(reduced, perPiece), 1))
  let source = x.pointer
  var partial = [Double](repeating: 0, count: outer * pieces * inner)
  return partial.withUnsafeMutableBufferPointer { buffer in
    Tensor(shape: [outer, inner]) { result in
      guard let partial = buffer.baseAddress, outer * inner > 0 else { return }
      Workers.shared.run(over: outer * pieces, grain: perChunk) { range in
        for index in range {
          let begin = index % pieces * perPiece
          let count = min(perPiece, reduced - begin)
          let from = source + (index / pieces * reduced + begin) * inner
          if inner == 1 {
            oko_sum(from, Int64(count), partial + index)
          } else {
            oko_column_sums(from, Int64(count), Int64(inner), partial + index * inner)
          }
        }
      }
      for row in 0..<outer {
        let first = partial + row * pieces * inner
        for column in 0..<inner {
          var total = 0.0
          for piece in 0..<pieces { total += first[piece * inner + column] }
          result[row * inner + column] = Float(total)
        }
      }
    }
  }
}

extension Tensor {
  /// The sum of all scalars, of shape `[]`.
  public func sum() -> Tensor { sum(axes: Array(shape.dimensions.indices)) }

  /// The sum over `axes`, which vanish or, with `keepingDimensions`, stay with extent 1.
  public func sum(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
    let axes = shape.normalized(axes: axes)
    return Summation(axes: axes, keepsDimensions: keepingDimensions)(self)
  }

  /// The mean of all scalars, of shape `[]`.
  public func mean() -> Tensor { mean(axes: Array(shape.dimensions.indices)) }

  /// The mean over `axes`, which vanish or, with `keepingDimensions`, stay with extent 1.
  public func mean(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
    let count = shape.normalized(axes: axes).reduce(1) { $0 * shape.dimensions[$1] }
    return sum(axes: axes, keepingDimensions: keepingDimensions) * (1 / Float(count))
  }
}
