/// How a compiled network chooses the kernel of each convolution.
public enum KernelChoice: Sendable {
  /// By a model of what the kernels cost, which is the same on every machine.
  case estimated
  /// By measuring those in question, each once.
  case measured(KernelMeasurements)

  /// What networks that are made in this task go by.
  @TaskLocal package static var current = KernelChoice.estimated
}

extension ProgramGraph {
  /// Gives every convolution the form that measuring found fastest; what is only estimated is left to the kernels.
  mutating func choose(by choice: KernelChoice, in precision: ProgramPrecision) {
    guard case .measured(let measurements) = choice, let type = precision.choosableType else {
      return
    }
    for index in instructions.indices {
      guard case .convolution(var convolution) = instructions[index].work else { continue }
      convolution.form = measurements.form(for: convolution, in: type)
      instructions[index].work = .convolution(convolution)
    }
    measurements.remember()
  }
}

extension ProgramPrecision {
  /// What products are of where there is a choice: those of bytes have one kernel, and who observes wants what is usual.
  fileprivate var choosableType: ScalarType? {
    switch self {
    case .float32: .float32
    case .bfloat16: .bfloat16
    case .observed, .int8: nil
    }
  }
}
