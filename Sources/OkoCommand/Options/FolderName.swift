/// What a run on a dataset is called.
enum FolderName {
  /// The name of the folder that `path` leads to, or of the dataset that a YAML or JSON file is about.
  static func of(_ path: String) -> String {
    var parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
    if let file = parts.last?.lowercased(),
      [".yaml", ".yml", ".json"].contains(where: file.hasSuffix)
    {
      parts.removeLast()
      if parts.last == "annotations" { parts.removeLast() }
    }
    return parts.last.map(String.init) ?? "data"
  }
}
