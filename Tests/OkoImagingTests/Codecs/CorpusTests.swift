import Foundation
import OkoImaging
import TestSupport
import Testing

/// A folder of real, odd and hostile files with an index of what must come of each.
@Suite(
  "The corpus of pictures gives what its index asks for",
  .enabled(if: CorpusIndex.folder != nil, "the folder ../shared/corpus is absent"), .serialized)
struct CorpusTests {
  /// The index was made with these limits; one file of a million pixels in a row lies beyond ours.
  static let indexLimits: DecodeLimits = {
    var limits = DecodeLimits()
    limits.maximumSide = 1_000_000
    limits.maximumScans = 500
    return limits
  }()

  /// Text in a PNG is never unpacked, so that what is wrong inside of it is not seen.
  static let textWarnings = ["iTXt", "zTXt", "tEXt"]

  static let indexOptions: DecodeOptions = {
    var options = DecodeOptions()
    options.limits = indexLimits
    options.appliesOrientation = false
    return options
  }()

  func check(_ entry: CorpusIndex.Entry, _ condition: Bool, _ what: String) {
    if !condition { Issue.record("\(entry.file): \(what)") }
  }

  @Test("Sound pictures decode without a warning, odd ones with one")
  func decodable() throws {
    var compared = 0
    for entry in try CorpusIndex.entries(["png", "jpeg"], ["ok", "warn"]) {
      let bytes = try entry.bytes()
      do {
        let decoded = try ImageDecoder.decode(bytes, options: Self.indexOptions)
        check(entry, decoded.image.size == entry.size, "size \(decoded.image.size)")
        check(entry, decoded.originalSize == entry.size, "original size")
        check(entry, decoded.format.rawValue == entry.kind, "format")
        check(entry, (1...8).contains(decoded.orientation), "orientation")
        let seen = !Self.textWarnings.contains { entry.firstWarning.hasPrefix($0) }
        if seen || entry.status == "ok" {
          let warns = entry.status == "warn"
          check(entry, decoded.warnings.isEmpty != warns, "warnings \(decoded.warnings)")
        }
        check(entry, decoded.warnings.count <= 101, "\(decoded.warnings.count) warnings kept")
        if !isLarge(entry) { try compareHashes(entry, bytes) }
        compared += 1
      } catch let error as ImageError {
        check(entry, false, error.description)
      }
    }
    #expect(compared == 923)
  }

  @Test("A warning is an error when decoding is strict")
  func strict() throws {
    var options = Self.indexOptions
    options.strict = true
    for entry in try CorpusIndex.entries(["png", "jpeg"], ["warn"]) {
      if Self.textWarnings.contains(where: { entry.firstWarning.hasPrefix($0) }) { continue }
      let bytes = try entry.bytes()
      check(entry, (try? ImageDecoder.decode(bytes, options: options)) == nil, "was decoded")
    }
  }

  @Test("Broken pictures give an error and no pixels")
  func errors() throws {
    for entry in try CorpusIndex.entries(["png", "jpeg"], ["error"]) {
      let bytes = try entry.bytes()
      for limits in [DecodeLimits(), Self.indexLimits] {
        var options = DecodeOptions()
        options.limits = limits
        do {
          _ = try ImageDecoder.decode(bytes, options: options)
          check(entry, false, "was decoded")
        } catch {
          let codes: [ImageError.Code] = [.damaged, .unsupportedFormat, .tooLarge, .notAnImage]
          check(entry, codes.contains(error.code), "\(error)")
          check(entry, !error.message.isEmpty, "no message")
          check(entry, (error.byteOffset ?? 0) <= bytes.count, "offset \(error)")
        }
      }
    }
  }

  @Test("Bombs are refused within half a second")
  func bombs() throws {
    for entry in try CorpusIndex.entries(["png", "jpeg"], ["limit"]) {
      let bytes = try entry.bytes()
      let start = ContinuousClock.now
      do {
        _ = try ImageDecoder.decode(bytes)
        check(entry, false, "was decoded")
      } catch {
        check(entry, error.code == .tooLarge, "\(error)")
      }
      let time = ContinuousClock.now - start
      check(entry, time < .milliseconds(500), "took \(time)")
    }
  }

  @Test("Other files are refused, and formats are named")
  func foreign() throws {
    for entry in try CorpusIndex.entries(["other", "bmp", "gif", "webp", "empty"], ["other"]) {
      do {
        _ = try ImageDecoder.decode(path: entry.path)
        check(entry, false, "was decoded")
      } catch {
        let prefix = "error naming the format "
        if entry.expected.hasPrefix(prefix) {
          let name = String(entry.expected.dropFirst(prefix.count))
          check(entry, error.message.contains(name), "\(error)")
          check(entry, error.code == .unsupportedFormat, "\(error)")
        }
        for word in ["HTML", "Git LFS", "empty"] where entry.expected.contains(word) {
          check(entry, error.message.contains(word), "\(error)")
        }
        check(entry, error.path == entry.path, "\(error)")
      }
    }
  }

  @Test("With the limits as they are by default, only the files beyond them are refused")
  func defaultLimits() throws {
    var refused: [String] = []
    for entry in try CorpusIndex.entries(["png", "jpeg"], ["ok", "warn"]) {
      do {
        let size = try ImageDecoder.decode(path: entry.path).originalSize
        check(entry, try ImageDecoder.size(path: entry.path) == size, "sizes differ")
      } catch {
        check(entry, error.code == .tooLarge, "\(error)")
        refused.append(entry.file)
      }
    }
    #expect(
      refused.sorted() == [
        "jpeg-invalid/gen__scan_bomb_400_2048.jpg", "png-valid/gen__bomb_1000000x1_gray1.png",
      ])
  }

  /// A debug build hashes a few megabytes a second: there the large pictures are left out.
  private func isLarge(_ entry: CorpusIndex.Entry) -> Bool {
    #if DEBUG
      entry.size.width * entry.size.height > 50_000
    #else
      false
    #endif
  }

  private func compareHashes(_ entry: CorpusIndex.Entry, _ bytes: [UInt8]) throws {
    let wide = entry.kind == "png" ? 16 : 8
    let raw = try ImageDecoder.rawSamples(bytes, bits: wide, limits: Self.indexLimits)
    check(entry, SHA256.hex(raw.bytes) == entry.hash, "pixels differ")
    guard entry.kind == "png" else { return }
    let narrow = try ImageDecoder.rawSamples(bytes, bits: 8, limits: Self.indexLimits)
    check(entry, SHA256.hex(narrow.bytes) == entry.narrowHash, "8-bit pixels differ")
  }
}
