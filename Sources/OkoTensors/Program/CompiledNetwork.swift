import Synchronization

/// A network that compiles itself for every shape it meets, and remembers.
///
///     let network = CompiledNetwork { network($0) }
///     let logits = network(picture)  // compiled at the first picture of this size
///
/// The weights must not change any more; all programs share their packed form.
public final class CompiledNetwork: Sendable {
  private struct Entry {
    var program: Program
    /// The number of the last call.
    var lastUse: Int
  }

  private struct State {
    var programs: [[Shape]: Entry] = [:]
    var calls = 0
  }

  /// A program is small, as weights and arenas are not its own.
  private static let mostPrograms = 256

  private let network: @Sendable ([Tensor]) -> [Tensor]
  private let precision: ProgramPrecision
  private let weights: PackedWeights
  private let kernels: KernelChoice
  private let state = Mutex(State())

  /// Makes a compiled form of a network with several inputs and results; `kernels` says how the kernels of its
  /// convolutions are chosen, by default by what they are estimated to cost.
  public convenience init(
    kernels: KernelChoice? = nil, _ network: @escaping @Sendable ([Tensor]) -> [Tensor]
  ) {
    self.init(
      precision: .float32, weights: PackedWeights(), kernels: kernels ?? .current, network)
  }

  private init(
    precision: ProgramPrecision, weights: PackedWeights, kernels: KernelChoice,
    _ network: @escaping @Sendable ([Tensor]) -> [Tensor]
  ) {
    (self.precision, self.weights, self.kernels) = (precision, weights, kernels)
    self.network = network
  }

  /// Makes a compiled form of a network with one input and one result, likewise.
  public convenience init(
    kernels: KernelChoice? = nil, _ network: @escaping @Sendable (Tensor) -> Tensor
  ) {
    self.init(kernels: kernels) { inputs in [network(inputs[0])] }
  }

  /// The same network in another precision, which shares what is packed for both.
  package func computing(in precision: ProgramPrecision) -> CompiledNetwork {
    CompiledNetwork(precision: precision, weights: weights, kernels: kernels, network)
  }

  /// The results for `inputs`.
  public func callAsFunction(_ inputs: [Tensor]) -> [Tensor] {
    let program = program(for: inputs.map(\.shape)), inputs = inputs.map(\.untracked)
    if case .observed(let observer) = precision { return observer.run(program, inputs) }
    return program(inputs)
  }

  /// The first result for one input.
  public func callAsFunction(_ x: Tensor) -> Tensor { self([x])[0] }

  /// The program for inputs of these shapes.
  package func program(for shapes: [Shape]) -> Program {
    let known = state.withLock { state -> Program? in
      state.calls += 1
      state.programs[shapes]?.lastUse = state.calls
      return state.programs[shapes]?.program
    }
    if let known { return known }
    let program = Program(
      inputs: shapes, precision: precision, weights: weights, kernels: kernels, network)
    state.withLock { state in
      if state.programs.count >= Self.mostPrograms,
        let oldest = state.programs.min(by: { $0.value.lastUse < $1.value.lastUse })?.key
      {
        state.programs[oldest] = nil
      }
      state.programs[shapes] = Entry(program: program, lastUse: state.calls)
    }
    return program
  }
}
