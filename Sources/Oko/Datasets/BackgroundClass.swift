/// The class that is the absence of all others, told by its name.
enum BackgroundClass {
  /// Whether a class is called so.
  static func isNamed(_ name: String) -> Bool {
    ["background", "_background_", "__background__", "bg"].contains(name.lowercased())
  }

  /// Whether class 0 is it.
  static func isFirst(of classNames: [String]) -> Bool { classNames.first.map(isNamed) ?? false }
}
