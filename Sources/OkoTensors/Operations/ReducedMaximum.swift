import COkoKernels

/// The largest scalar over some axes.
///
/// Scalars that are equally large share the gradient equally.
struct ReducedMaximum: Operation {
  /// Ascending, from 0.
  let axes: [Int]
  let keepsDimensions: Bool

  func outputShape(_ inputs: [Shape]) -> Shape {
    precondition(
      axes.allSatisfy { inputs[0].dimensions[$0] > 0 },
      "maximum: nothing to choose from along axes \(axes) of \(inputs[0])")
    return inputs[0].reduced(axes: axes, keepingDimensions: keepsDimensions)
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    var result = inputs[0].untracked
    for group in inputs[0].shape.reductionGroups(axes: axes) {
      result = withExtendedLifetime(result) { maxima($0, group) }
    }
    return Tensor(shape: outputShape([inputs[0].shape]), storage: result.storage, node: nil)
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let x = context.inputs[0].untracked
    let kept = x.shape.reduced(axes: axes, keepingDimensions: true)
    let largest = context.output.untracked.reshaped(to: kept).expanded(to: x.shape)
    let isLargest = x.mapped(with: largest) { $0 == $1 ? 1 : 0 }
    let share = isLargest / isLargest.sum(axes: axes, keepingDimensions: true)
    return [gradient.reshaped(to: kept) * share]
  }
}

/// The maxima of `[outer, reduced, inner]` over its middle axis; not a number where there is one such.
private func maxima(_ x: Tensor, _ group: ReductionGroup) -> Tensor {
  let (outer, reduced, inner) = (group.outer, group.reduced, group.inner)
  let source = x.pointer
  return Tensor(shape: [outer, inner]) { result in
    guard inner > 1 else {
      let grain = max(1, StridedWalk.grain / reduced)
      Workers.shared.run(over: outer * inner, grain: grain) { rows in
        oko_row_maxima(
          source + rows.lowerBound * reduced, Int64(rows.count), Int64(reduced),
          result + rows.lowerBound)
      }
      return
    }
    Workers.shared.run(over: outer, grain: max(1, StridedWalk.grain / (reduced * inner))) { range in
      for row in range {
        let best = result + row * inner
        var from = source + row * reduced * inner
        best.update(from: from, count: inner)
        for _ in 1..<reduced {
          from += inner
          for column in 0..<inner {
            let value = from[column]
            best[column] = value > best[column] || value != value ? value : best[column]
          }
        }
      }
    }
  }
}

extension Tensor {
  /// The largest of all scalars, of shape `[]`.
  public func maximum() -> Tensor { maximum(axes: Array(shape.dimensions.indices)) }

  /// The largest scalars over `axes`, which vanish or, with `keepingDimensions`, stay with extent 1.
  ///
  /// - Precondition: None of `axes` is empty.
  public func maximum(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
    ReducedMaximum(axes: shape.normalized(axes: axes), keepsDimensions: keepingDimensions)(self)
  }

  /// The smallest of all scalars, of shape `[]`.
  public func minimum() -> Tensor { minimum(axes: Array(shape.dimensions.indices)) }

  /// The smallest scalars over `axes`, which vanish or, with `keepingDimensions`, stay with extent 1.
  ///
  /// - Precondition: None of `axes` is empty.
  public func minimum(axes: [Int], keepingDimensions: Bool = false) -> Tensor {
    -(-self).maximum(axes: axes, keepingDimensions: keepingDimensions)
  }
}
