import OkoJSON
import OkoTensors

extension SafeTensors {
  /// Reads a file that is wholly in memory; every scalar type becomes single precision.
  ///
  /// The file is taken to be hostile: header and offsets are checked before anything is allocated. Holes,
  /// overlaps, surplus bytes and names given twice are refused.
  public static func decode(_ bytes: [UInt8]) throws(CheckpointError) -> Checkpoint {
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(CheckpointError) in try decode(buffer) }
    }
    return try result.get()
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) -> Checkpoint
  {
    let (entries, metadata) = try header(of: bytes)
    var checkpoint = Checkpoint(metadata: metadata)
    for entry in entries {
      let part = UnsafeRawBufferPointer(rebasing: bytes[entry.begin..<entry.end])
      checkpoint.tensors[entry.name] = Tensor(shape: Shape(entry.shape)) {
        entry.type.read(part, into: $0)
      }
    }
    return checkpoint
  }

  /// What a file says before its scalars, whose places in it are checked.
  static func header(
    of bytes: UnsafeRawBufferPointer
  ) throws(CheckpointError) -> (entries: [Entry], metadata: [String: String]) {
    guard bytes.count >= 8 else {
      throw CheckpointError(.damaged, "\(bytes.count) bytes, too short for a safetensors file")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= headerLimit, length <= UInt64(bytes.count - 8) else {
      let hint = bytes.starts(with: "PK".utf8) ? "; a zip file, perhaps of PyTorch" : ""
      throw CheckpointError(
        .damaged,
        "not a safetensors file: a header of \(length) bytes in \(bytes.count) bytes\(hint)")
    }
    let bodyStart = 8 + Int(length)
    var header = try parseHeader(UnsafeRawBufferPointer(rebasing: bytes[8..<bodyStart]))
    try requireGapless(header.entries, in: bytes.count - bodyStart)
    for index in header.entries.indices {
      header.entries[index].begin += bodyStart
      header.entries[index].end += bodyStart
    }
    return header
  }

  /// What a header says about one tensor.
  struct Entry {
    var name: String
    var type: ElementType
    var shape: [Int]
    /// The bytes of its scalars, counted from the end of the header while it is parsed, then from the file's beginning.
    var begin: Int
    var end: Int
  }

  private static func parseHeader(
    _ bytes: UnsafeRawBufferPointer
  ) throws(CheckpointError) -> (entries: [Entry], metadata: [String: String]) {
    guard bytes.first == UInt8(ascii: "{") else {
      throw CheckpointError(.damaged, "the header does not begin with {")
    }
    var options = JSONParsingOptions()
    options.allowsByteOrderMark = false
    options.maximumDepth = 8
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes.bindMemory(to: UInt8.self), options: options)
    } catch {
      throw CheckpointError(.damaged, "the header is not JSON: \(error)")
    }
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    for member in value.object?.members ?? [] {
      if member.key == "__metadata__" {
        metadata = try strings(member.value)
      } else {
        entries.append(try entry(member.key, member.value))
      }
    }
    return (entries, metadata)
  }

  private static func strings(_ value: JSONValue) throws(CheckpointError) -> [String: String] {
    var result: [String: String] = [:]
    guard let object = value.object else {
      throw CheckpointError(.damaged, "__metadata__ is \(value.kind), not an object")
    }
    for member in object.members {
      guard let text = member.value.string else {
        throw CheckpointError(.damaged, "__metadata__: \(member.key) is \(member.value.kind)")
      }
      result[member.key] = text
    }
    return result
  }

  private static func entry(
    _ name: String, _ value: JSONValue
  ) throws(CheckpointError) -> Entry {
    func damaged(_ message: String) -> CheckpointError {
      CheckpointError(.damaged, "tensor \(name): \(message)")
    }
    guard let type = value["dtype"]?.string.flatMap(ElementType.init) else {
      throw damaged("no dtype that is known here")
    }
    guard let extents = value["shape"]?.array else { throw damaged("no shape") }
    var shape: [Int] = []
    var size = type.size
    for extent in extents {
      guard case .integer(let extent) = extent, extent >= 0 else {
        throw damaged("an extent that is no number of elements")
      }
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw damaged("too many elements") }
      size = product
      shape.append(extent)
    }
    guard let offsets = value["data_offsets"]?.array, offsets.count == 2,
      case .integer(let begin) = offsets[0], case .integer(let end) = offsets[1],
      begin >= 0, begin <= end
    else { throw damaged("data_offsets are not two offsets in order") }
    guard end - begin == size else {
      throw damaged("\(end - begin) bytes for shape \(shape), which takes \(size)")
    }
    return Entry(name: name, type: type, shape: shape, begin: begin, end: end)
  }

  private static func requireGapless(
    _ entries: [Entry], in count: Int
  ) throws(CheckpointError) {
    var position = 0
    for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard entry.begin == position else {
        throw CheckpointError(
          .damaged,
          "tensor \(entry.name) begins at byte \(entry.begin) of the data, expected \(position)")
      }
      guard entry.end <= count else {
        throw CheckpointError(
          .damaged, "tensor \(entry.name) ends at byte \(entry.end) of \(count): truncated")
      }
      position = entry.end
    }
    guard position == count else {
      throw CheckpointError(.damaged, "\(count - position) bytes after the last tensor")
    }
  }
}
