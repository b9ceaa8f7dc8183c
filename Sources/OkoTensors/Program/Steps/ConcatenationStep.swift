/// Copies the parts of a concatenation that do not lie in it already, word by word whatever their encoding.
struct ConcatenationStep: ProgramStep {
  /// What is copied to where.
  struct Part: Sendable {
    var source: StepOperand
    var shape: Shape
    /// Of its first word in the whole.
    var offset: Int
  }

  let parts: [Part]
  private let whole: Place
  private let shape: Shape

  init(
    _ graph: ProgramGraph, _ instruction: ProgramGraph.Instruction, axis: Int, _ places: [Place]
  ) {
    whole = places[instruction.result]
    shape = graph.shapes[instruction.result]
    let isLast = axis == shape.rank - 1
    var parts: [Part] = []
    var start = 0
    for operand in instruction.operands {
      let part = graph.shape(of: operand)
      let source = StepOperand(operand, of: graph, at: places)
      if source.place == nil || source.place != whole.part(of: shape, axis: axis, from: start) {
        let offset =
          isLast ? start / whole.encoding.scalarsPerWord : start * whole.strides(of: shape)[axis]
        parts.append(Part(source: source, shape: part, offset: offset))
      }
      start += part[axis]
    }
    self.parts = parts
  }

  var description: String { "\(parts.count) parts to join → \(shape)" }

  func run(in memory: ProgramMemory) {
    let (target, strides) = (memory.pointer(whole), whole.strides(of: shape))
    for part in parts {
      part.source.withWords(in: memory) { source, sourceStrides in
        copyStrided(
          extents: whole.extents(of: part.shape), from: source, strides: sourceStrides,
          to: target + part.offset, strides: strides)
      }
    }
  }
}
