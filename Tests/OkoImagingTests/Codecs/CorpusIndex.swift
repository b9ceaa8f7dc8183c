import Foundation
import OkoImaging
import TestSupport

/// The table beside the corpus: one file a line, columns set apart by tabs.
enum CorpusIndex {
  struct Entry {
    let file: String
    let expected: String
    let kind: String
    let status: String
    let size: Size
    let firstWarning: String
    /// Of PNG as RGBA, 16 bits, big-endian; of JPEG as libjpeg gives it.
    let hash: String
    /// Of PNG as RGBA, 8 bits.
    let narrowHash: String

    var path: String { (folder ?? "") + "/" + file }

    func bytes() throws -> [UInt8] { try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) }
  }

  static let folder = SharedFolder.path("corpus")

  static func entries(_ kinds: Set<String>, _ statuses: Set<String>) throws -> [Entry] {
    guard let folder else { return [] }
    let table = try String(contentsOfFile: folder + "/INDEX.tsv", encoding: .utf8)
    return table.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count >= 17, kinds.contains(fields[5]), statuses.contains(fields[6]) else {
        return nil
      }
      return Entry(
        file: fields[0], expected: fields[4], kind: fields[5], status: fields[6],
        size: Size(width: Int(fields[7]) ?? 0, height: Int(fields[8]) ?? 0),
        firstWarning: fields[13], hash: fields[15], narrowHash: fields[16])
    }
  }
}
