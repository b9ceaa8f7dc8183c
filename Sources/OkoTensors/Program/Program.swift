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
  let steps: [Step]
  private let layout: ProgramLayout
  private let results: [(place: Place, shape: Shape)]

  /// A value of the network, and where it lies.
  struct Value: Sendable {
    let index: Int
    let shape: Shape
    let place: Place
  }

  /// What is done in one go.
  struct Step: Sendable {
    let work: any ProgramStep
    let result: Value
    /// The held values that no later step takes.
    let released: [Int]
    /// The multiplications and additions of the direct form.
    let operations: Int
  }

  /// Captures and compiles `network`.
  ///
  /// - Precondition: every result depends on an input, and how the network computes does not depend on the values.
  package convenience init(
    inputs: [Shape], precision: ProgramPrecision = .float32, _ network: ([Tensor]) -> [Tensor]
  ) {
    self.init(
      inputs: inputs, precision: precision, weights: PackedWeights(), kernels: .current, network)
  }

  /// Captures and compiles `network`, with weights that its programs at other shapes have packed.
  init(
    inputs: [Shape], precision: ProgramPrecision, weights: PackedWeights, kernels: KernelChoice,
    _ network: ([Tensor]) -> [Tensor]
  ) {
    var graph = ProgramGraph(inputs: inputs, network)
    graph.fuse()
    graph.choose(by: kernels, in: precision)
    graph.lower(to: precision)
    let layout = ProgramLayout(graph)
    inputShapes = inputs
    var steps: [Step] = []
    var released: [Int] = []
    for (instruction, values) in zip(graph.instructions, layout.released) {
      released += values
      guard let work = graph.step(for: instruction, layout.places, weights) else { continue }
      let result = instruction.result
      steps.append(
        Step(
          work: work,
          result: Value(index: result, shape: graph.shapes[result], place: layout.places[result]),
          released: released, operations: instruction.operations))
      released = []
    }
    self.steps = steps
    results = graph.results.map { (layout.places[$0], graph.shapes[$0]) }
    self.layout = layout
  }

  /// The bytes of the memory that all values between inputs and results share.
  package var arenaBytes: Int { layout.arenaCount * MemoryLayout<Float>.stride }

  /// What each step does to which shape, for people.
  package var descriptions: [String] { steps.map(\.work.description) }

  /// How many steps a run has.
  package var stepCount: Int { steps.count }

  /// The multiplications and additions of the convolutions and matrix products, in their direct form.
  package var operations: Int { steps.reduce(0) { $0 + $1.operations } }

  /// The results for `inputs`.
  ///
  /// - Precondition: the inputs have the shapes that the program was compiled for.
  package func callAsFunction(_ inputs: [Tensor]) -> [Tensor] { run(inputs) { _, _ in } }

  /// The results for `inputs`; `progress` hears the index of every step that was made, and sees the memory after it.
  @discardableResult
  func run(_ inputs: [Tensor], _ progress: (Int, ProgramMemory) -> Void) -> [Tensor] {
    precondition(
      inputs.map(\.shape) == inputShapes,
      "Program: inputs of shapes \(inputs.map(\.shape)), compiled for \(inputShapes)")
    let storages = results.map { result -> Storage? in
      if case .result = result.place.region { Storage(count: result.shape.count) } else { nil }
    }
    let memory = ProgramMemory(layout, inputs: inputs, results: storages)
    for (index, step) in steps.enumerated() {
      step.work.run(in: memory)
      progress(index, memory)
      for value in step.released { memory.release(value) }
    }
    return zip(results, storages).map { result, storage in
      if let storage { return Tensor(shape: result.shape, storage: storage, node: nil) }
      let tensor = memory.tensor(result.place, result.shape)
      return tensor.storage.isView ? memory.copy(result.place, result.shape) : tensor
    }
  }
}
