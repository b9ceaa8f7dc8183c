import COkoKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// log softmax(x / temperature) over the last axis: x − max − log Σ e^(x − max), exact where the softmax is tiny.
struct LogSoftmax: Operation {
  let temperature: Float

  func outputShape(_ inputs: [Shape]) -> Shape {
    preconditionSoftmax("logSoftmax", inputs[0], temperature)
    return inputs[0]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let (x, columns) = (inputs[0].pointer, inputs[0].shape[-1])
    return Tensor(shape: inputs[0].shape) { result in
      let grain = max(1, StridedWalk.grain / 4 / columns)
      Workers.shared.run(over: inputs[0].shape.count / columns, grain: grain) { rows in
        let start = rows.lowerBound * columns
        logSoftmax(x + start, result + start, rows: rows.count, columns: columns)
      }
    }
  }

  var backwardReads: BackwardReads { .output }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    let total = gradient.sum(axes: [-1], keepingDimensions: true)
    let result = gradient - context.output.exp() * total
    return [temperature == 1 ? result : result * (1 / temperature)]
  }

  private func logSoftmax(
    _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  ) {
    let (scratch, count) = (Storage(count: columns + rows), Int64(columns))
    defer { withExtendedLifetime(scratch) {} }
    let (row, maxima) = (scratch.pointer, scratch.pointer + columns)
    oko_row_maxima(x, Int64(rows), count, maxima)
    for index in 0..<rows {
      let to = y + index * columns
      oko_binary_scalar(OKO_SUBTRACT, x + index * columns, maxima[index], to, count)
      if temperature != 1 { oko_binary_scalar(OKO_MULTIPLY, to, 1 / temperature, to, count) }
      oko_unary(OKO_EXP, to, row, count)
      var total = 0.0
      oko_sum(row, count, &total)
      oko_binary_scalar(OKO_SUBTRACT, to, Float(log(total)), to, count)
    }
  }
}

extension Tensor {
  /// The logarithms of the probabilities that `softmax(temperature:)` gives, over the last axis.
  ///
  /// - Precondition: `temperature > 0`, and the last axis is not empty.
  public func logSoftmax(temperature: Float = 1) -> Tensor {
    LogSoftmax(temperature: temperature)(self)
  }
}
