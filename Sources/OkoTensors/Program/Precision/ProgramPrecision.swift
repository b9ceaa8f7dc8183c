/// In how many bits a program's convolutions and products multiply.
package enum ProgramPrecision: Sendable {
  /// In floats.
  case float32
  /// In floats, while someone notes between which numbers values lie.
  case observed(ValueObserver)
  /// In bfloat16 with sums of floats.
  case bfloat16
  /// In bytes with exact sums, where a plan says how.
  case int8(QuantizationPlan)
}

/// By which a program chooses the bytes that stand for the values of a network.
///
/// Values are those of the fused graph, by their order, which is the same for inputs of every size.
package struct QuantizationPlan: Hashable, Sendable {
  /// Between which numbers each value lies; nil for a value that fusion has taken away.
  package var ranges: [ClosedRange<Float>?]
  /// The values that are computed in floats, as bytes would harm the result too much.
  package var exactValues: Set<Int>
  /// Tells the network that the plan is for; programs of others leave it unused.
  package var signature: UInt64

  /// Makes a plan of ranges, in the order of the values.
  package init(
    ranges: [ClosedRange<Float>?], exactValues: Set<Int> = [], signature: UInt64
  ) {
    (self.ranges, self.exactValues, self.signature) = (ranges, exactValues, signature)
  }

  /// Between which numbers all of `values` lie; nil where none is known.
  func range(of values: [Int]) -> ClosedRange<Float>? {
    values.compactMap { ranges[$0] }.reduce(nil) { known, range in
      guard let known else { return range }
      return min(known.lowerBound, range.lowerBound)...max(known.upperBound, range.upperBound)
    }
  }
}
