/// Any operation, run as it runs outside of programs, on views of its operands.
struct OperationStep: ProgramStep {
  private let operation: any Operation
  private let operands: [StepOperand]
  private let result: Int
  private let shape: Shape
  private let y: Place

  init(
    _ graph: ProgramGraph, _ operation: any Operation, _ instruction: ProgramGraph.Instruction,
    _ places: [Place]
  ) {
    self.operation = operation
    operands = instruction.operands.map { StepOperand($0, of: graph, at: places) }
    result = instruction.result
    shape = graph.shapes[result]
    y = places[result]
  }

  var description: String { "\(type(of: operation)) → \(shape)" }

  func run(in memory: ProgramMemory) {
    let inputs = operands.map { $0.tensor(in: memory) }
    let made = withExtendedLifetime(inputs) { operation.forward(inputs) }
    if case .held = y.region {
      // What is only another view of an operand would vanish with it.
      memory.hold(made.storage.isView ? made.copied : made.untracked, as: result)
    } else {
      made.withUnsafePointer {
        copyStrided(
          extents: shape.dimensions, from: $0, strides: shape.strides, to: memory.pointer(y),
          strides: y.strides(of: shape))
      }
    }
  }
}

extension Tensor {
  /// The same values in memory of their own.
  fileprivate var copied: Tensor { withUnsafeScalars { Tensor(Array($0), shape: shape) } }
}
