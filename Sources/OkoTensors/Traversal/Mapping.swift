extension Tensor {
  /// A constant of the same shape made scalar by scalar, for what no kernel covers.
  @inline(__always)
  func mapped(_ function: (Float) -> Float) -> Tensor {
    withExtendedLifetime(storage) {
      let x = pointer
      return Tensor(shape: shape) { result in
        Workers.shared.run(over: shape.count, grain: StridedWalk.grain) { range in
          for index in range { result[index] = function(x[index]) }
        }
      }
    }
  }

  /// A constant made scalar by scalar from this tensor and one of the same shape.
  @inline(__always)
  func mapped(with other: Tensor, _ function: (Float, Float) -> Float) -> Tensor {
    withExtendedLifetime((storage, other.storage)) {
      let (a, b) = (pointer, other.pointer)
      return Tensor(shape: shape) { result in
        Workers.shared.run(over: shape.count, grain: StridedWalk.grain) { range in
          for index in range { result[index] = function(a[index], b[index]) }
        }
      }
    }
  }
}
