/// A dense array of 32-bit floats, contiguous, the last axis fastest; pictures are `[N, H, W, C]`.
///
/// A tensor is a value: operations make new ones. One that depends on a `tracked()` tensor remembers the
/// operation that made it, so that it can be differentiated, compiled and exchanged.
///
///     let x = Tensor([1, 2, 3], shape: [3]).tracked()
///     let gradient = gradients(of: (x * x).sum(), at: [x])[0]  // 2, 4, 6
public struct Tensor: Sendable {
  /// The extent of every axis.
  public let shape: Shape
  package private(set) var storage: Storage
  package let node: Node?

  package init(shape: Shape, storage: Storage, node: Node?) {
    precondition(
      storage.count >= shape.count, "Tensor: \(storage.count) scalars for shape \(shape)")
    self.shape = shape
    self.storage = storage
    self.node = node
  }

  /// Makes a tensor whose scalars `fill` writes; it must write all of them.
  package init(shape: Shape, filledBy fill: (UnsafeMutablePointer<Float>) -> Void) {
    let storage = Storage(count: shape.count)
    fill(storage.pointer)
    self.init(shape: shape, storage: storage, node: nil)
  }

  /// A symbolic tensor, of an input or of an `operation` on such: it has a shape and a place in the graph, but its
  /// scalars are still to come.
  init(symbolic operation: (any Operation)?, of inputs: [Tensor], shape: Shape) {
    let storage = Storage(symbolicCount: shape.count)
    let bare = Tensor(shape: shape, storage: storage, node: nil)
    self.init(
      shape: shape, storage: storage,
      node: Node(operation: operation, inputs: inputs, output: bare))
  }

  /// A symbolic input of `shape`: what a network does to it is remembered, and nothing runs.
  package init(symbolic shape: Shape) {
    self.init(symbolic: nil, of: [], shape: shape)
  }

  /// Makes a tensor of `scalars`, the last axis fastest.
  ///
  /// - Precondition: `scalars.count == shape.count`.
  public init(_ scalars: [Float], shape: Shape) {
    precondition(
      scalars.count == shape.count, "Tensor: \(scalars.count) scalars for shape \(shape)")
    self.init(shape: shape) { pointer in
      scalars.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        pointer.update(from: base, count: source.count)
      }
    }
  }

  /// Makes a tensor with `value` everywhere.
  public init(repeating value: Float, shape: Shape) {
    self.init(shape: shape) { $0.update(repeating: value, count: shape.count) }
  }

  /// Makes a tensor of zeros.
  public init(zeros shape: Shape) {
    self.init(repeating: 0, shape: shape)
  }

  /// Makes a scalar, of shape `[]`.
  public init(_ value: Float) {
    self.init(repeating: value, shape: [])
  }

  /// A copy of every scalar, the last axis fastest.
  public var scalars: [Float] {
    withUnsafeScalars { Array($0) }
  }

  /// The only scalar of a tensor with one.
  ///
  /// - Precondition: `shape.count == 1`.
  public var scalar: Float {
    precondition(shape.count == 1, "Tensor.scalar: the shape is \(shape)")
    return withExtendedLifetime(storage) { $0.pointer[0] }
  }

  /// Calls `body` with the scalars in place; the buffer is valid only during the call.
  public func withUnsafeScalars<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: storage.pointer, count: shape.count))
    }
  }

  /// Calls `body` with the address of the first scalar, which is valid only during the call.
  package func withUnsafePointer<Result>(
    _ body: (UnsafePointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(UnsafePointer(storage.pointer)) }
  }

  /// Calls `body` with the address of the first scalar, to change the tensor in place: for who alone holds it.
  package func withUnsafeMutablePointer<Result>(
    _ body: (UnsafeMutablePointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(storage.pointer) }
  }

  /// Where the scalars are, as long as something keeps the tensor alive: a forward's inputs are, but
  /// a local tensor whose last use this is may be gone at once; see `withExtendedLifetime`.
  var pointer: UnsafePointer<Float> { UnsafePointer(storage.pointer) }

  /// Whether the tensor depends on a tracked one.
  public var isTracked: Bool { node != nil }

  /// Whether its scalars are still to come.
  package var isSymbolic: Bool { storage.isSymbolic }

  /// Whether gradients may be asked for at what it depends on.
  package var isDifferentiable: Bool { isTracked && !isSymbolic }

  /// The same values as a new variable, at which gradients can be asked for.
  public func tracked() -> Tensor {
    Tensor(shape: shape, storage: storage, node: Node(operation: nil, inputs: [], output: self))
  }

  /// The same values with no memory of how they were made.
  package var untracked: Tensor { Tensor(shape: shape, storage: storage, node: nil) }

  /// The same shape and memory of how it was made, without the scalars.
  var withoutScalars: Tensor {
    Tensor(shape: shape, storage: Storage(symbolicCount: shape.count), node: node)
  }

  /// Whether this is a constant whose scalars nobody else can see, so that they may be overwritten.
  var isSoleHolder: Bool {
    mutating get {
      node == nil && !storage.isView && !storage.isSymbolic && isKnownUniquelyReferenced(&storage)
    }
  }
}
