public import OkoImaging
import OkoTraining

/// Reads whole pages: finds their lines, reads each, and puts them in order.
public struct PageReader: Sendable {
  /// What is made of the picture of one line.
  package typealias ReadLine = @Sendable (Image) -> LineReading

  /// What finds the lines.
  public var finder: LineFinder
  /// Paper above and below a line that is read with it, in shares of its height.
  public var margin = 0.1
  /// Paper at both ends of a line that is read with it, in shares of its height: the ends of long boxes are the
  /// least certain.
  public var endMargin = 0.2
  /// A line whose characters are less sure than this in the mean, at the model's own temperature, is left out.
  ///
  /// Most likely it is no text at all, but a code of bars or a picture: with `receipts`, on drawn pages, a half leaves
  /// out 61 of 100 finds where no line is and 2 of 100 lines, and of the scanned lines of SROIE one of a thousand.
  public var leastSureness = 0.5
  private let readLine: ReadLine

  /// Makes a reader of pages from one of lines.
  package init(finder: LineFinder, readLine: @escaping ReadLine) {
    (self.finder, self.readLine) = (finder, readLine)
  }

  /// Reads `page`, whose lines are cut out of it at its full resolution.
  public func read(_ page: Image) -> PageReadingResult {
    var clock = LapClock()
    let found = finder.lines(on: page)
    let find = clock.lap()
    var result = read(found, on: page)
    result.milliseconds = [0, find, clock.lap()]
    return result
  }

  /// Reads the page in the file at `path`.
  public func read(path: String) throws(ImageError) -> PageReadingResult {
    var clock = LapClock()
    let decoded = try ImageDecoder.decode(path: path)
    let decode = clock.lap()
    var result = read(decoded.image)
    result.warnings = decoded.warnings + result.warnings
    result.milliseconds[0] = decode
    return result
  }

  /// Reads lines that are found already.
  package func read(_ found: [Detection], on page: Image) -> PageReadingResult {
    let gray = page.converted(to: .gray, depth: .eight, background: .white)
    let lines = found.compactMap { line(at: $0, on: gray) }
    let rows = ReadingOrder.rows(of: lines.map(\.box)).map { row in row.map { lines[$0] } }
    var result = PageReadingResult(size: page.size, rows: rows)
    let lost = found.count - lines.count
    if lost > 0 {
      result.warnings = ["\(countText(lost, "line")) left out that can hardly be read"]
    }
    return result
  }

  /// The line that is found at a place; nil where it cannot be read.
  private func line(at found: Detection, on page: Image) -> PageLine? {
    let (end, room) = (found.box.height * endMargin, found.box.height * margin)
    let cut = Box(
      x: found.box.x - end, y: found.box.y - room, width: found.box.width + 2 * end,
      height: found.box.height + 2 * room
    ).clipped(to: page.size)
    let read = readLine(page.cropped(to: cut))
    guard read.sureness >= leastSureness else { return nil }
    let characters = read.result.characters.map { character in
      var box = character.box
      (box.x, box.y) = (box.x + cut.x.rounded(), box.y + cut.y.rounded())
      return ReadCharacter(
        character: character.character, confidence: character.confidence,
        box: box.clipped(to: page.size))
    }
    return PageLine(
      box: found.box, text: read.result.text, confidence: read.result.confidence,
      detection: Double(found.confidence), characters: characters)
  }
}

/// What was read on the picture of one line of a page.
package struct LineReading: Sendable {
  /// The text, with places on that picture.
  package var result: ReadingResult
  /// The mean confidence of its characters at the model's own temperature; 1 where there are none.
  package var sureness: Double

  /// Makes a reading; `sureness` is that of `result` where it is left out.
  package init(_ result: ReadingResult, sureness: Double? = nil) {
    self.result = result
    self.sureness = sureness ?? Self.sureness(of: result.characters)
  }

  static func sureness(of characters: [ReadCharacter]) -> Double {
    guard !characters.isEmpty else { return 1 }
    return characters.reduce(0) { $0 + $1.confidence } / Double(characters.count)
  }
}
