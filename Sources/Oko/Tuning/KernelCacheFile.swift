import OkoJSON

/// What the file of the cache says: the names of convolutions, and the form of each.
struct KernelCacheFile {
  var forms: [String: String] = [:]

  private static let schemaVersion = 1
  /// A thousand networks have fewer convolutions of their own.
  static let mostForms = 20_000
  private static let mostBytes = 8 << 20

  /// Makes a file that remembers nothing.
  init() {}

  /// Reads the file at `path`.
  init(path: String) throws(KernelCacheError) {
    let bytes: [UInt8]
    do throws(FileReadingError) {
      bytes = try FileSystem.read(path, limit: Self.mostBytes)
    } catch {
      throw KernelCacheError(message: error.message)
    }
    guard let object = (try? JSONValue(parsing: bytes))?.object,
      object["schema_version"]?.int == Self.schemaVersion,
      let members = object["kernels"]?.object?.members, members.count <= Self.mostForms
    else { throw KernelCacheError(message: "not what --tune writes") }
    for member in members {
      guard let form = member.value.string else {
        throw KernelCacheError(message: "not what --tune writes")
      }
      forms[member.key] = form
    }
  }

  /// Adds `others`; where that is too many, only what is new stays.
  mutating func add(_ others: [String: String]) {
    let new = others.filter { forms[$0.key] != $0.value }
    if forms.count + new.count > Self.mostForms { forms = [:] }
    for (name, form) in new.prefix(Self.mostForms) { forms[name] = form }
  }

  /// The bytes of the file, in an order of their own.
  var bytes: [UInt8] {
    let members = forms.sorted { $0.key < $1.key }
    let document: JSONValue = [
      "schema_version": .integer(Self.schemaVersion),
      "kernels": .object(
        JSONObject(members.map { JSONObject.Member(key: $0.key, value: .string($0.value)) })),
    ]
    return Array((document.serialized() + "\n").utf8)
  }
}

/// Why a file of the cache is left unused.
struct KernelCacheError: Error {
  let message: String
}
