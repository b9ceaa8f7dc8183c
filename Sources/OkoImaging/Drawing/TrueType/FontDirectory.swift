/// Where the tables of one face of a font file lie.
struct FontDirectory {
  private let bytes: [UInt8]
  private let places: [String: (offset: Int, count: Int)]

  /// More tables than any font has.
  private static let mostTables = 256

  /// Reads the directory of `face`, which is 0 but for collections.
  init(_ bytes: [UInt8], face: Int) throws(FontError) {
    let offsets = try Self.faces(bytes)
    guard offsets.indices.contains(face) else {
      throw FontError(
        .damaged, "face \(face) is asked for; the file has \(offsets.count), counted from 0")
    }
    let start = offsets[face]
    let file = try FontTable("directory", of: bytes, from: 0, count: bytes.count)
    let kind = try file.uint32(start)
    guard kind != Self.compactOutlines else {
      throw FontError(
        .unsupported,
        "an OpenType font with CFF outlines; Oko reads TrueType outlines (.ttf, .ttc) alone",
        byteOffset: start)
    }
    guard kind == 0x10000 || kind == Self.appleTrueType else {
      throw FontError(.notAFont, "no TrueType font begins here", byteOffset: start)
    }
    let count = try file.uint16(start + 4)
    guard count <= Self.mostTables else {
      throw FontError(.tooLarge, "\(count) tables in the directory", byteOffset: start + 4)
    }
    var places: [String: (offset: Int, count: Int)] = [:]
    for index in 0..<count {
      let entry = start + 12 + index * 16
      var name = ""
      for letter in 0..<4 {
        name.unicodeScalars.append(Unicode.Scalar(UInt8(try file.uint8(entry + letter))))
      }
      places[name] = (try file.uint32(entry + 8), try file.uint32(entry + 12))
    }
    self.bytes = bytes
    self.places = places
  }

  /// Where the directory of each face begins.
  static func faces(_ bytes: [UInt8]) throws(FontError) -> [Int] {
    let file = try FontTable("directory", of: bytes, from: 0, count: bytes.count)
    guard bytes.count >= 12 else {
      throw FontError(.notAFont, "\(bytes.count) bytes hold no font", byteOffset: 0)
    }
    switch try file.uint32(0) {
    case collection: break
    case webFont, webFont2:
      throw FontError(
        .unsupported, "a web font (WOFF); convert it into a TrueType font", byteOffset: 0)
    default: return [0]
    }
    let count = try file.uint32(8)
    guard count <= mostTables else {
      throw FontError(.tooLarge, "\(count) faces in one file", byteOffset: 8)
    }
    var offsets: [Int] = []
    for index in 0..<count { offsets.append(try file.uint32(12 + index * 4)) }
    return offsets
  }

  /// The table `name`; nil where the font has none.
  func optionalTable(_ name: String) throws(FontError) -> FontTable? {
    guard let place = places[name] else { return nil }
    return try FontTable(name, of: bytes, from: place.offset, count: place.count)
  }

  /// The table `name`, which every TrueType font has.
  func table(_ name: String) throws(FontError) -> FontTable {
    if let table = try optionalTable(name) { return table }
    if name == "glyf" || name == "loca", places["CFF "] != nil || places["CFF2"] != nil {
      throw FontError(
        .unsupported,
        "a font with CFF outlines; Oko reads TrueType outlines (.ttf, .ttc) alone", byteOffset: 0)
    }
    throw FontError(.damaged, "the font has no table \(name)", byteOffset: 0)
  }

  private static let collection = 0x7474_6366
  private static let compactOutlines = 0x4f54_544f
  private static let appleTrueType = 0x7472_7565
  private static let webFont = 0x774f_4646
  private static let webFont2 = 0x774f_4632
}
