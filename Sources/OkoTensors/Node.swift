import Synchronization

/// One step in the graph of values: an operation, what went in and what came out.
package final class Node: Sendable {
  /// What was done; nil for a variable.
  package let operation: (any Operation)?
  /// What it was done to, each with its own node.
  package var inputs: [Tensor] { sources }
  /// Larger than the number of every node it depends on.
  package let number: UInt64
  /// Changed only where nobody else can see the node any more.
  nonisolated(unsafe) private var sources: [Tensor]
  private let outputShape: Shape
  private let outputStorage: Storage

  private static let counter = Atomic<UInt64>(0)

  package init(operation: (any Operation)?, inputs: [Tensor], output: Tensor) {
    self.operation = operation
    sources = inputs
    outputShape = output.shape
    outputStorage = output.storage
    number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
  }

  /// Ends the nodes that only this one keeps alive one after the other: if each ended the next, a graph of many
  /// operations in a row would overflow the stack.
  deinit {
    var pending = sources.compactMap(\.node)
    sources = []
    while var node = pending.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      pending += node.sources.compactMap(\.node)
      node.sources = []
    }
  }

  /// The result; the node keeps its scalars but not itself alive.
  package var output: Tensor { Tensor(shape: outputShape, storage: outputStorage, node: self) }
}
