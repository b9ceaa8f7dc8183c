/// A network compiled for inputs of certain shapes; forward only.
///
/// Compiled means: batch normalisation is folded into the weights before it, which are packed for the kernel that suits
/// their shape; activations and residual additions happen in the kernels' last step; the branches of a concatenation
/// are written straight into it, and slices of channels are read where they lie; and all values between share one arena,
/// planned by lifetime. The result is that of the layers up to rounding, with the same bits at any number of threads.
///
///     let program = Program(inputs: [[1, 640, 640, 3]]) { [network($0[0])] }
///     let logits = program([picture])[0]
///
/// Any threads may run one program at the same time.
package final class Program: Sendable {
  /// The shapes of the inputs.
  package let inputShapes: [Shape]
  private let steps: [(step: any ProgramStep, released: [Int])]
  /// What each step does, and with how much arithmetic.
  let labels: [(description: String, operations: Int)]
  private let layout: ProgramLayout
  private let results: [(place: Place, shape: Shape)]

  /// Captures and compiles `network`.
  ///
  /// - Precondition: every result depends on an input, and how the network computes does not depend on the values.
  package convenience init(inputs: [Shape], _ network: ([Tensor]) -> [Tensor]) {
    self.init(inputs: inputs, weights: PackedWeights(), network)
  }

  /// Captures and compiles `network`, with weights that its programs at other shapes have packed.
  init(inputs: [Shape], weights: PackedWeights, _ network: ([Tensor]) -> [Tensor]) {
    var graph = ProgramGraph(inputs: inputs, network)
    graph.fuse()
    let layout = ProgramLayout(graph)
    inputShapes = inputs
    let work = zip(graph.instructions, layout.released).compactMap { instruction, released in
      graph.step(for: instruction, layout.places, weights).map { (instruction, $0, released) }
    }
    steps = work.map { ($1, $2) }
    labels = work.map { instruction, _, _ in
      (graph.description(of: instruction), graph.operations(of: instruction))
    }
    results = graph.results.map { (layout.places[$0], graph.shapes[$0]) }
    self.layout = layout
  }

  /// The bytes of the memory that all values between inputs and results share.
  package var arenaBytes: Int { layout.arenaCount * MemoryLayout<Float>.stride }

  /// How many steps a run has.
  package var stepCount: Int { steps.count }

  /// The results for `inputs`.
  ///
  /// - Precondition: the inputs have the shapes that the program was compiled for.
  package func callAsFunction(_ inputs: [Tensor]) -> [Tensor] { run(inputs) { _ in } }

  /// The results for `inputs`; `progress` hears the index of every step that was made.
  @discardableResult
  func run(_ inputs: [Tensor], _ progress: (Int) -> Void) -> [Tensor] {
    precondition(
      inputs.map(\.shape) == inputShapes,
      "Program: inputs of shapes \(inputs.map(\.shape)), compiled for \(inputShapes)")
    let storages = results.map { result -> Storage? in
      if case .result = result.place.region { Storage(count: result.shape.count) } else { nil }
    }
    let memory = ProgramMemory(layout, inputs: inputs, results: storages)
    for (index, (step, released)) in steps.enumerated() {
      step.run(in: memory)
      for value in released { memory.release(value) }
      progress(index)
    }
    return zip(results, storages).map { result, storage in
      if let storage { return Tensor(shape: result.shape, storage: storage, node: nil) }
      let tensor = memory.tensor(result.place, result.shape)
      return tensor.storage.isView ? memory.copy(result.place, result.shape) : tensor
    }
  }
}
