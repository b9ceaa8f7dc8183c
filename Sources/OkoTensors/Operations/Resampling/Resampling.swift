import COkoKernels

/// A linear map of rows and one of columns, `[N, H, W, C]` → `[N, H', W', C]`.
///
/// The gradient is the same operation with both maps transposed.
struct Resampling: Operation {
  let rows: AxisWeights
  let columns: AxisWeights

  func outputShape(_ inputs: [Shape]) -> Shape {
    let x = inputs[0]
    precondition(
      x.rank == 4 && x[1] == rows.inputCount && x[2] == columns.inputCount,
      "resampling: the input has shape \(x), expected [N, \(rows.inputCount), "
        + "\(columns.inputCount), C]")
    return [x[0], rows.outputCount, columns.outputCount, x[3]]
  }

  func forward(_ inputs: [Tensor]) -> Tensor {
    let x = inputs[0], shape = outputShape([x.shape])
    let length = columns.inputCount * shape[3]
    let grain = WorkSplit.rowGrain(columns: 4 * max(length, shape[2] * shape[3]))
    return Tensor(shape: shape) { result in
      Workers.shared.run(over: shape[0] * shape[1], grain: grain) { range in
        withScratch(length) { line in
          for row in range {
            let image = x.pointer + row / shape[1] * rows.inputCount * length
            mixRows(image, rows, row % shape[1], length, into: line)
            mixColumns(line, shape[3], into: result + row * shape[2] * shape[3])
          }
        }
      }
    }
  }

  /// line = Σ weight · row.
  private func mixRows(
    _ image: UnsafePointer<Float>, _ rows: AxisWeights, _ row: Int, _ length: Int,
    into line: UnsafeMutablePointer<Float>
  ) {
    line.update(repeating: 0, count: length)
    for tap in rows.taps[rows.starts[row]..<rows.starts[row + 1]] {
      oko_axpy(tap.weight, image + tap.index * length, line, Int64(length))
    }
  }

  /// Every pixel of `target` = Σ weight · pixel of `line`.
  private func mixColumns(
    _ line: UnsafePointer<Float>, _ channels: Int, into target: UnsafeMutablePointer<Float>
  ) {
    columns.taps.withUnsafeBufferPointer { taps in
      columns.starts.withUnsafeBufferPointer { starts in
        for column in 0..<(starts.count - 1) {
          let pixel = target + column * channels
          pixel.update(repeating: 0, count: channels)
          for index in starts[column]..<starts[column + 1] {
            let source = line + taps[index].index * channels, weight = taps[index].weight
            for channel in 0..<channels { pixel[channel] += weight * source[channel] }
          }
        }
      }
    }
  }

  var backwardReads: BackwardReads { [] }

  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?] {
    [Resampling(rows: rows.transposed, columns: columns.transposed)(gradient)]
  }
}

extension Tensor {
  /// Resizes by bilinear interpolation, `[N, H, W, C]` → `[N, height, width, C]`.
  ///
  /// Pixel centres lie at half (PyTorch's `align_corners=False`, no antialiasing): output row i reads at
  /// (i + ½) · H / height − ½, held inside the picture.
  public func resizedBilinear(height: Int, width: Int) -> Tensor {
    precondition(
      shape.rank == 4 && shape[1] > 0 && shape[2] > 0 && height > 0 && width > 0,
      "resizedBilinear: input \(shape) to \(height)x\(width)")
    let rows = AxisWeights.bilinear(from: shape[1], to: height)
    let columns = AxisWeights.bilinear(from: shape[2], to: width)
    return Resampling(rows: rows, columns: columns)(self)
  }
}
