/// What a step takes as a whole tensor: one that is known beforehand, or the value at a place.
enum StepOperand: Sendable {
  case constant(Tensor)
  case place(Place, Shape)

  init(_ operand: ProgramGraph.Operand, of graph: ProgramGraph, at places: [Place]) {
    switch operand {
    case .constant(let tensor): self = .constant(tensor)
    case .value(let index): self = .place(places[index], graph.shapes[index])
    }
  }

  /// Where it lies in the program's memory; nil for a constant.
  var place: Place? {
    if case .place(let place, _) = self { place } else { nil }
  }

  /// Calls `body` with the first word, and the distance in words between neighbours along each axis.
  func withWords(in memory: ProgramMemory, _ body: (UnsafePointer<Float>, [Int]) -> Void) {
    switch self {
    case .constant(let tensor): tensor.withUnsafePointer { body($0, tensor.shape.strides) }
    case .place(let place, let shape):
      body(UnsafePointer(memory.pointer(place)), place.strides(of: shape))
    }
  }

  /// The tensor, which is valid as long as the run needs the value.
  func tensor(in memory: ProgramMemory) -> Tensor {
    switch self {
    case .constant(let tensor): tensor
    case .place(let place, let shape): memory.tensor(place, shape)
    }
  }
}
