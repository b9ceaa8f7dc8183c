import Synchronization

/// One step in the graph of values: an operation, what went in and what came out.
package final class Node: Sendable {
  /// What was done; nil for a variable.
  package let operation: (any Operation)?
  /// What it was done to, each with its own node.
  package let inputs: [Tensor]
  /// Larger than the number of every node it depends on.
  package let number: UInt64
  private let outputShape: Shape
  private let outputStorage: Storage

  private static let counter = Atomic<UInt64>(0)

  package init(operation: (any Operation)?, inputs: [Tensor], output: Tensor) {
    self.operation = operation
    self.inputs = inputs
    outputShape = output.shape
    outputStorage = output.storage
    number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
  }

  /// The result; the node keeps its scalars but not itself alive.
  package var output: Tensor { Tensor(shape: outputShape, storage: outputStorage, node: self) }
}
