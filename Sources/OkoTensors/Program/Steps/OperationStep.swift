/// Any operation, run as it runs outside of programs, on views of its operands.
struct OperationStep: ProgramStep {
  private let operation: any Operation
  private let operands: [Source]
  private let result: Int
  private let shape: Shape
  private let y: Place

  /// Where an operand comes from.
  private enum Source: Sendable {
    case constant(Tensor)
    case place(Place, Shape)
  }

  init(
    _ graph: ProgramGraph, _ operation: any Operation, _ instruction: ProgramGraph.Instruction,
    _ places: [Place]
  ) {
    self.operation = operation
    operands = instruction.operands.map { operand in
      switch operand {
      case .constant(let tensor): .constant(tensor)
      case .value(let index): .place(places[index], graph.shapes[index])
      }
    }
    result = instruction.result
    shape = graph.shapes[result]
    y = places[result]
  }

  func run(in memory: ProgramMemory) {
    let inputs = operands.map { source in
      switch source {
      case .constant(let tensor): tensor
      case .place(let place, let shape): memory.tensor(place, shape)
      }
    }
    let made = withExtendedLifetime(inputs) { operation.forward(inputs) }
    if case .held = y.region {
      // What is only another view of an operand would vanish with it.
      memory.hold(made.storage.isView ? made.copied() : made.untracked, as: result)
    } else {
      made.withUnsafePointer {
        copyRows(
          shape, from: $0, stride: shape.lastExtent, to: memory.pointer(y), stride: y.pixelStride)
      }
    }
  }
}

extension Tensor {
  /// The same values in memory of their own.
  fileprivate func copied() -> Tensor {
    Tensor(shape: shape) { target in
      withUnsafePointer { target.update(from: $0, count: shape.count) }
    }
  }
}
