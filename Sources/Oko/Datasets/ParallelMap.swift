import OkoTensors

extension Workers {
  /// What `transform` makes of each number below `count`, in their order, computed on all threads.
  func map<Result: Sendable>(_ count: Int, _ transform: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
      let slots = buffer
      run(chunks: count) { index in slots.initializeElement(at: index, to: transform(index)) }
      initialized = count
    }
  }
}
