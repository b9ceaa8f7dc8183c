import ArgumentParser
import Oko

/// A size as users write it: `640x480`, or `640` for a square.
struct SizeArgument: ExpressibleByArgument {
  let size: Size

  init?(argument: String) {
    let parts = argument.lowercased().replacing("×", with: "x").split(
      separator: "x", omittingEmptySubsequences: false)
    let sides = parts.compactMap { Int($0) }
    guard sides.count == parts.count, let width = sides.first, sides.count <= 2 else { return nil }
    size = Size(width: width, height: sides.last ?? width)
  }
}
