public import OkoImaging
import OkoTraining

/// Reads whole pages: finds their lines, reads each, and puts them in order.
public struct PageReader: Sendable {
  /// What is made of the picture of one line.
  package typealias ReadLine = @Sendable (Image) -> (text: String, confidence: Double)

  /// What finds the lines.
  public var finder: LineFinder
  /// Paper above and below a line that is read with it, in shares of its height.
  public var margin = 0.1
  /// Paper at both ends of a line that is read with it, in shares of its height: the ends of long boxes are the
  /// least certain.
  public var endMargin = 0.2
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
    result.warnings = decoded.warnings
    result.milliseconds[0] = decode
    return result
  }

  /// Reads lines that are found already.
  package func read(_ found: [Detection], on page: Image) -> PageReadingResult {
    let gray = page.converted(to: .gray, depth: .eight, background: .white)
    let lines = found.map { line in
      let (end, room) = (line.box.height * endMargin, line.box.height * margin)
      let box = Box(
        x: line.box.x - end, y: line.box.y - room, width: line.box.width + 2 * end,
        height: line.box.height + 2 * room)
      let (text, confidence) = readLine(gray.cropped(to: box))
      return PageLine(
        box: line.box, text: text, confidence: confidence, detection: Double(line.confidence))
    }
    let rows = ReadingOrder.rows(of: found.map(\.box)).map { row in row.map { lines[$0] } }
    return PageReadingResult(size: page.size, rows: rows)
  }
}
