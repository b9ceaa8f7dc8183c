import ArgumentParser

/// Checks of numbers that the user gives.
enum Check {
  /// Throws where `value` lies outside `range`; a number that is none lies outside every range.
  static func range<Value: Comparable>(
    _ option: String, _ value: Value, _ range: ClosedRange<Value>
  ) throws {
    guard range.contains(value) else {
      throw ValidationError(
        "\(option) is \(value); it must be from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
