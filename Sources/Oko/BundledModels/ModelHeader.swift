import OkoJSON

/// The first part of a safetensors file, read without the weights behind it.
struct ModelHeader {
  let metadata: [String: String]
  let fileSize: Int
  let weights: Int

  /// Reads the header of the file at `path`; nil where it is no safetensors file.
  init?(path: String) {
    guard let file = try? PlainFile(path), let prefix = try? file.next(8) else { return nil }
    fileSize = file.size
    let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= 100_000_000, Int(length) <= fileSize - 8,
      let text = try? file.next(Int(length)),
      let object = (try? JSONValue(parsing: text))?.object
    else { return nil }
    var metadata: [String: String] = [:]
    var weights = 0
    for member in object.members {
      if member.key == "__metadata__" {
        for entry in member.value.object?.members ?? [] {
          metadata[entry.key] = entry.value.string
        }
      } else {
        let sides = member.value["shape"]?.array?.compactMap(\.int) ?? []
        weights += sides.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
      }
    }
    self.metadata = metadata
    self.weights = weights
  }
}
