/// What a run on a dataset is called.
enum FolderName {
  /// The name of the folder that `path` leads to, or of the one that holds its `data.yaml`.
  static func of(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != "." && $0 != ".." }
    let folders = parts.last?.contains(".yaml") == true ? parts.dropLast() : parts[...]
    return folders.last.map(String.init) ?? "data"
  }
}
