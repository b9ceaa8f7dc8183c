import ArgumentParser

/// Pixels as users write them: `32`, or `32-48` for all from the one to the other.
struct PixelRangeArgument: ExpressibleByArgument, CustomStringConvertible {
  let range: ClosedRange<Int>

  init(_ range: ClosedRange<Int>) { self.range = range }

  init?(argument: String) {
    let parts = argument.replacing("–", with: "-").split(
      separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == parts.count, numbers.count <= 2, let first = numbers.first,
      let last = numbers.last, first <= last
    else { return nil }
    range = first...last
  }

  var description: String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)-\(range.upperBound)"
  }

  var defaultValueDescription: String { description }
}
