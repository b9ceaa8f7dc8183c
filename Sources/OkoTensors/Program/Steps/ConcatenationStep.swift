/// Copies the parts of a concatenation that do not lie in it already.
struct ConcatenationStep: ProgramStep {
  /// What is copied to where.
  struct Part: Sendable {
    var source: StepOperand
    var shape: Shape
    /// In the whole.
    var ranges: [Range<Int>]
    /// Where it goes, where that is evenly spaced.
    var target: Place?
  }

  let parts: [Part]
  private let whole: Place
  private let shape: Shape

  init(
    _ graph: ProgramGraph, _ instruction: ProgramGraph.Instruction, axis: Int, _ places: [Place]
  ) {
    whole = places[instruction.result]
    shape = graph.shapes[instruction.result]
    var parts: [Part] = []
    var start = 0
    for operand in instruction.operands {
      let part = graph.shape(of: operand)
      let target = whole.part(of: shape, axis: axis, from: start)
      var ranges = shape.dimensions.map { 0..<$0 }
      ranges[axis] = start..<start + part[axis]
      start += part[axis]
      let source = StepOperand(operand, of: graph, at: places)
      if let place = source.place, place == target { continue }
      parts.append(Part(source: source, shape: part, ranges: ranges, target: target))
    }
    self.parts = parts
  }

  func run(in memory: ProgramMemory) {
    for part in parts {
      let source = part.source.tensor(in: memory)
      if let target = part.target {
        copyRows(
          part.shape, from: source.pointer, stride: part.shape.lastExtent,
          to: memory.pointer(target), stride: target.pixelStride)
      } else {
        let strides = whole.strides(of: shape)
        let offset = zip(part.ranges, strides).reduce(0) { $0 + $1.0.lowerBound * $1.1 }
        copyStrided(
          extents: part.shape.dimensions, from: source.pointer, strides: part.shape.strides,
          to: memory.pointer(whole) + offset, strides: strides)
      }
      withExtendedLifetime(source) {}
    }
  }
}
