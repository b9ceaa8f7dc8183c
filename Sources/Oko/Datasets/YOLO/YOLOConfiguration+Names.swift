import Yams

extension YOLOConfiguration {
  /// Reads `names`, a list or a map from index to name, and holds it against `nc`.
  mutating func readNames(_ root: Yams.Node, into collector: inout AnnotationCollector) {
    let count = root["nc"]?.int
    if let list = root["names"]?.sequence {
      names = list.enumerated().map { index, node in
        node.scalar?.string.trimmingSpaces() ?? "\(index)"
      }
    } else if let map = root["names"]?.mapping {
      names = namesByIndex(map, into: &collector)
    } else if let count, (1...100_000).contains(count) {
      names = (0..<count).map(String.init)
      collector.add(.warning, path: path, "no `names:`; the classes are called by their numbers")
    } else {
      names = ClassTable.listed(in: base)
      if names == nil { collector.add(.error, path: path, "no `names:` of the classes") }
    }
    guard let names else { return }
    let line = root["names"]?.mark?.line
    if let count, count != names.count {
      collector.add(
        .warning, path: path, line: root["nc"]?.mark?.line,
        "nc is \(count), but there are \(names.count) names; the names count")
    }
    if names.isEmpty { collector.add(.error, path: path, line: line, "`names:` is empty") }
    var seen: Set<String> = []
    for (index, name) in names.enumerated() {
      if name.isEmpty {
        collector.add(.error, path: path, line: line, "class \(index) has an empty name")
      } else if !seen.insert(name).inserted {
        collector.add(.warning, path: path, line: line, "two classes named \(PathText.shown(name))")
      }
    }
  }

  private func namesByIndex(
    _ map: Yams.Node.Mapping, into collector: inout AnnotationCollector
  ) -> [String] {
    var byIndex: [Int: String] = [:]
    for (key, value) in map {
      guard let index = key.scalar.flatMap({ Int($0.string) }), (0..<100_000).contains(index),
        let name = value.scalar?.string
      else {
        collector.add(
          .error, path: path, line: key.mark?.line,
          "`names:` maps numbers from 0 to names; \(PathText.shown(key.scalar?.string ?? "…")) is none"
        )
        continue
      }
      byIndex[index] = name.trimmingSpaces()
    }
    let count = (byIndex.keys.max() ?? -1) + 1
    let missing = (0..<count).filter { byIndex[$0] == nil }
    if !missing.isEmpty {
      collector.add(
        .warning, path: path,
        "`names:` has no class \(missing.prefix(10).map(String.init).joined(separator: ", "))")
    }
    return (0..<count).map { byIndex[$0] ?? "\($0)" }
  }
}
