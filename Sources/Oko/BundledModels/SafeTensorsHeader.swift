import OkoJSON
import OkoNetworks

/// The part of a safetensors file before its scalars.
enum SafeTensorsHeader {
  /// The file `bytes` with the strings of its metadata as `edit` leaves them; nothing else changes.
  ///
  /// - Throws: `CheckpointError` where it is no safetensors file.
  static func replacingMetadata(
    in bytes: [UInt8], _ edit: (inout [String: String]) -> Void
  ) throws(CheckpointError) -> [UInt8] {
    var metadata = try SafeTensors.decode(bytes).metadata
    // What could be decoded has a header of this length.
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let body = bytes[(8 + length)...]
    guard let header = (try? JSONValue(parsing: Array(bytes[8..<(8 + length)])))?.object else {
      throw CheckpointError(.damaged, "the header is no JSON object")
    }
    edit(&metadata)
    let strings = metadata.sorted { $0.key < $1.key }.map {
      JSONObject.Member(key: $0.key, value: .string($0.value))
    }
    var members = header.members.filter { $0.key != key }
    members.insert(JSONObject.Member(key: key, value: .object(JSONObject(strings))), at: 0)
    var text = Array(JSONValue.object(JSONObject(members)).serialized().utf8)
    // Spaces up to a multiple of 8, so that the scalars are aligned.
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + body
  }

  private static let key = "__metadata__"
}
