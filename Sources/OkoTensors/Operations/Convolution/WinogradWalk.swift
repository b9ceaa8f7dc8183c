import COkoKernels

/// A convolution by one of Winograd's forms, shared by threads: blocks of tiles, or, of few tiles, phases.
struct WinogradWalk {
  /// What is read and written, and what happens in between.
  enum Ends {
    case floats(
      UnsafePointer<Float>, UnsafePointer<oko_epilogue>?, UnsafeMutablePointer<Float>)
    case operands(oko_operand, UnsafePointer<oko_low_epilogue>, oko_operand)
  }

  /// The shape that is computed, with its form.
  let shape: oko_conv_shape
  /// The filter, transformed.
  let packed: UnsafePointer<Float>
  let ends: Ends

  /// Computes everything.
  func run() {
    var shape = shape
    let scratchSize = Int(oko_winograd_scratch_size(&shape))
    guard oko_winograd_is_phased(&shape) == 0 else {
      withScratch(scratchSize) { runPhases($0) }
      return
    }
    let blocks = Int(oko_winograd_block_count(&shape))
    // An eighth is a low estimate of the time of a block, which is never too small to share.
    let grain = WorkSplit.grain(count: blocks, operations: max(shape.operations / 8, blocks << 22))
    Workers.shared.run(over: blocks, grain: grain) { range in
      withScratch(scratchSize) { computeBlocks(range, $0) }
    }
  }

  /// Runs the phases of a convolution with few tiles one after the other, each on all threads.
  private func runPhases(_ scratch: UnsafeMutablePointer<Float>) {
    var shape = shape
    let tiles = Int(oko_winograd_tile_count(&shape))
    Workers.shared.run(over: tiles, grain: 4) { transformInput($0, scratch) }
    Workers.shared.run(over: Int(oko_winograd_point_count(&shape)), grain: 2) { range in
      var shape = self.shape
      oko_winograd_multiply(
        &shape, packed, Int64(range.lowerBound), Int64(range.upperBound), scratch)
    }
    Workers.shared.run(over: tiles, grain: 4) { transformOutput($0, scratch) }
  }

  private func computeBlocks(_ range: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
    var shape = shape
    let (begin, end) = (Int64(range.lowerBound), Int64(range.upperBound))
    switch ends {
    case .floats(let x, let epilogue, let y):
      oko_winograd_forward(&shape, x, packed, epilogue, y, begin, end, scratch)
    case .operands(var x, let epilogue, var y):
      oko_low_winograd_forward(&shape, &x, packed, epilogue, &y, begin, end, scratch)
    }
  }

  private func transformInput(_ range: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
    var shape = shape
    let (begin, end) = (Int64(range.lowerBound), Int64(range.upperBound))
    switch ends {
    case .floats(let x, _, _): oko_winograd_transform_input(&shape, x, begin, end, scratch)
    case .operands(var x, _, _):
      oko_low_winograd_transform_input(&shape, &x, begin, end, scratch)
    }
  }

  private func transformOutput(_ range: Range<Int>, _ scratch: UnsafeMutablePointer<Float>) {
    var shape = shape
    let (begin, end) = (Int64(range.lowerBound), Int64(range.upperBound))
    switch ends {
    case .floats(_, let epilogue, let y):
      oko_winograd_transform_output(&shape, epilogue, y, begin, end, scratch)
    case .operands(_, let epilogue, var y):
      oko_low_winograd_transform_output(&shape, epilogue, &y, begin, end, scratch)
    }
  }
}
