import Oko

/// Classes named on the command line, `car,bus`.
struct ClassList {
  let indices: Set<Int>

  /// Looks the names up among those `known`; a name that is not among them is wrong usage.
  init(text: String, known: [String]) throws {
    var indices: Set<Int> = []
    for part in text.split(separator: ",") {
      let name = part.trimming(while: \.isWhitespace)
      let found =
        known.firstIndex(of: name)
        ?? known.firstIndex { $0.lowercased() == name.lowercased() }
      guard let found else {
        let hint = NearestName.hint(for: name, among: known)
        throw UsageFailure(
          "--classes: the model has no class '\(name)'\(hint); it has \(known.joined(separator: ", "))"
        )
      }
      indices.insert(found)
    }
    guard !indices.isEmpty else {
      throw UsageFailure("--classes names no class; the model has \(known.joined(separator: ", "))")
    }
    self.indices = indices
  }
}

extension Substring {
  fileprivate func trimming(while isLeftOut: (Character) -> Bool) -> String {
    let start = drop(while: isLeftOut)
    return String(String(start.reversed()).drop(while: isLeftOut).reversed())
  }
}
