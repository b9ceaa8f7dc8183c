import COkoKernels

/// Every scalar moved to the nearest number of a range; no gradient flows from those outside.
struct Clamp: Operation {
  let range: ClosedRange<Float>

  func outputShape(_ inputs: [Shape]) -> Shape { inputs[0] }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0].pointer
    return Tensor(shape: inputs[0].shape) { result in
      Workers.shared.run(over: inputs[0].shape.count, grain: StridedWalk.grain) { part in
        let (to, count) = (result + part.lowerBound, Int64(part.count))
        oko_binary_scalar(OKO_MAXIMUM, x + part.lowerBound, range.lowerBound, to, count)
        oko_binary_scalar(OKO_MINIMUM, to, range.upperBound, to, count)
      }
    }
  }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let (low, high) = (range.lowerBound, range.upperBound)
    return [gradient * context.inputs[0].mapped { $0 >= low && $0 <= high ? 1 : 0 }]
  }
}

extension Tensor {
  /// Every scalar moved to the nearest number of `range`; what is not a number stays so.
  public func clamped(to range: ClosedRange<Float>) -> Tensor { Clamp(range: range)(self) }
}
