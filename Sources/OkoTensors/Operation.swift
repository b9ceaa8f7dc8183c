/// What happens to tensors, as a value: its shape rule, its arithmetic and its gradient.
///
/// One file holds one operation, in the order documentation, shape check, forward, backward. The backward
/// is written with operations, so that gradients can be differentiated again.
public protocol Operation: Sendable {
  /// The shape of the result for inputs of these shapes.
  ///
  /// A wrong shape is the programmer's mistake: a precondition names the operation, what came and what was
  /// expected.
  func outputShape(_ inputs: [Shape]) -> Shape

  /// The result for `inputs`, whose shapes have passed `outputShape`.
  func forward(_ inputs: [Tensor]) -> Tensor

  /// What the backward looks at beside the gradient; of everything else only the shapes are kept for it.
  var backwardReads: BackwardReads { get }

  /// The gradient at each input, given the gradient at the output; nil where none flows.
  func backward(_ gradient: Tensor, _ context: BackwardContext) -> [Tensor?]
}

/// The scalars of the forward that a backward reads.
///
/// The memory of a training step is mostly values that wait for their backward, so an operation names no more than it
/// needs.
public struct BackwardReads: OptionSet, Sendable {
  /// The scalars of the inputs.
  public static let inputs = BackwardReads(rawValue: 1)
  /// The scalars of the result.
  public static let output = BackwardReads(rawValue: 2)
  /// The first input and the result in bfloat16, where floats are not needed: half the memory.
  ///
  /// The backward then finds floats or bfloat16, whichever was kept.
  static let rounded = BackwardReads(rawValue: 4)

  /// The bits.
  public let rawValue: Int

  /// Makes a set of its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }
}

/// What an operation may look at while its gradient is made.
///
/// What it did not ask for in `backwardReads` has a shape and no scalars.
public struct BackwardContext: Sendable {
  /// The inputs of the forward.
  public let inputs: [Tensor]
  /// The result of the forward.
  public let output: Tensor
  /// For each input, whether its gradient is wanted; the others may be nil at no cost.
  public let needs: [Bool]
  /// Whether nobody else holds the gradient, so that the backward may write its result over it.
  let mayOverwriteGradient: Bool
}

extension Operation {
  /// Everything.
  public var backwardReads: BackwardReads { [.inputs, .output] }

  /// Runs the operation and, where an input is tracked, remembers it in the result.
  public func callAsFunction(_ inputs: Tensor...) -> Tensor {
    apply(to: inputs)
  }

  /// Runs the operation and, where an input is tracked, remembers it in the result; where an input is
  /// symbolic, so is the result, and nothing runs.
  public func apply(to inputs: [Tensor]) -> Tensor {
    let shape = outputShape(inputs.map(\.shape))
    if inputs.contains(where: \.isSymbolic) {
      return Tensor(symbolic: self, of: inputs, shape: shape)
    }
    // A forward reads the inputs through pointers, which alone do not keep them alive.
    let result = withExtendedLifetime(inputs) { forward(inputs) }
    precondition(
      result.shape == shape, "\(Self.self): made \(result.shape), its shape rule says \(shape)")
    guard inputs.contains(where: \.isTracked) else { return result.untracked }
    let reads = backwardReads
    var kept = inputs, output = result
    if reads.contains(.rounded) {
      if reads.contains(.inputs), kept[0].isTracked { kept[0] = kept[0].kept }
      if reads.contains(.output) { output = output.kept }
    }
    let node = Node(
      operation: self,
      inputs: reads.contains(.inputs) ? kept : inputs.map(\.withoutScalars),
      output: reads.contains(.output) ? output : result.withoutScalars)
    return Tensor(shape: shape, storage: result.storage, node: node)
  }
}
