import OkoImaging

/// The rows of one YOLO label file, read strictly: what is not five good numbers is an error with its line.
///
/// An outline of four points or more, as segmentation has them, counts as the box around it. One of three would
/// have the seven columns of what a tracker predicts, and is refused unless outlines are wanted; so are the
/// keypoints of a pose.
struct YOLORows {
  let path: String
  let size: Size
  let classCount: Int?
  let hasKeypoints: Bool
  private(set) var objects: [ObjectAnnotation] = []
  private var lineOfRow: [Row: Int] = [:]

  private struct Row: Hashable {
    let classIndex: Int
    let values: [Double]
  }

  /// Longer lines are refused unread.
  private static let longestLine = 1 << 16
  private static let longestOutline = 1 << 24

  init(path: String, size: Size, classCount: Int?, hasKeypoints: Bool = false) {
    self.path = path
    self.size = size
    self.classCount = classCount
    self.hasKeypoints = hasKeypoints
  }

  mutating func read(_ bytes: [UInt8], into collector: inout AnnotationCollector) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var number = 0
    for var line in bytes[start...].split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      if line.last == 0x0D { line = line.dropLast() }
      do throws(RowError) {
        try readRow(line, number, &collector)
      } catch {
        collector.add(.error, path: path, line: number, error.message)
      }
    }
  }

  private struct RowError: Error {
    let message: String
    init(_ message: String) { self.message = message }
  }

  private mutating func readRow(
    _ line: ArraySlice<UInt8>, _ number: Int, _ collector: inout AnnotationCollector
  ) throws(RowError) {
    guard line.count <= (collector.needsOutlines ? Self.longestOutline : Self.longestLine) else {
      throw RowError("a line of \(line.count) bytes")
    }
    guard !line.contains(0) else { throw RowError("a NUL byte") }
    guard let text = String(validating: line, as: UTF8.self) else {
      throw RowError("not UTF-8 text")
    }
    let columns = text.utf8.split { $0 == 0x20 || $0 == 0x09 }.map(Substring.init)
    guard let first = columns.first else { return }
    if columns.count == 1, first.contains(",") {
      throw RowError("commas between the numbers, where spaces should be")
    }
    let classIndex = try self.classIndex(first)
    var values: [Double] = []
    for column in columns.dropFirst() { values.append(try self.number(column)) }
    let fewest = collector.needsOutlines ? 6 : 8
    let isPolygon = values.count >= fewest && values.count % 2 == 0 && !hasKeypoints
    guard values.count == 4 || isPolygon else {
      throw RowError(columnsMessage(values.count))
    }
    if let earlier = lineOfRow.updateValue(
      number, forKey: Row(classIndex: classIndex, values: values))
    {
      collector.add(.warning, path: path, line: number, "the same box as on line \(earlier)")
    }
    let pixels = isPolygon ? polygonBox(values) : box(values)
    if values.contains(where: { $0 > 1.5 }), values.allSatisfy({ $0 >= 0 }) {
      throw RowError("fractions from 0 to 1 expected; are these pixels?")
    }
    guard
      let box = collector.accept(pixels, in: size, path: path, line: number)
    else { return }
    if isPolygon { collector.polygons += 1 }
    objects.append(
      ObjectAnnotation(
        box: box, classIndex: classIndex, polygons: isPolygon ? [inPixels(values)] : nil))
  }

  private func classIndex(_ text: Substring) throws(RowError) -> Int {
    let value = try number(text)
    guard let index = Int(exactly: value), index >= 0 else {
      throw RowError("class \(PathText.shown(text)) is no whole number from 0")
    }
    guard index < classCount ?? 100_000 else {
      let range = classCount.map { $0 == 0 ? "" : " (0…\($0 - 1))" } ?? ""
      throw RowError("class \(index), but there are \(classCount ?? 100_000)\(range)")
    }
    return index
  }

  private func number(_ text: Substring) throws(RowError) -> Double {
    let isPlain = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
    }
    guard isPlain, let value = Double(text) else {
      let hint = text.contains(",") ? "; a decimal point is needed, no comma" : ""
      throw RowError("\(PathText.shown(text)) is no number\(hint)")
    }
    guard value.isFinite else { throw RowError("\(PathText.shown(text)) is too large") }
    return value
  }

  private func columnsMessage(_ values: Int) -> String {
    if values == 5 { return "6 columns; 5 expected: is this a prediction with its confidence?" }
    if hasKeypoints, values > 4 {
      return "\(values + 1) columns; 5 expected: the keypoints of a pose cannot be used here"
    }
    if values == 6 {
      return "7 columns; 5 expected: is this a tracker's prediction, or a polygon of 3 points?"
    }
    if values >= 7 { return "\(values + 1) columns: a polygon with half a point" }
    return "\(values + 1) column\(values == 0 ? "" : "s"); 5 expected: class cx cy width height"
  }

  private func box(_ values: [Double]) -> Box {
    let (width, height) = (Double(size.width), Double(size.height))
    return Box(
      x: (values[0] - values[2] / 2) * width, y: (values[1] - values[3] / 2) * height,
      width: values[2] * width, height: values[3] * height)
  }

  private func inPixels(_ values: [Double]) -> [Double] {
    values.enumerated().map { $1 * Double($0 % 2 == 0 ? size.width : size.height) }
  }

  private func polygonBox(_ values: [Double]) -> Box {
    var (left, top) = (Double.infinity, Double.infinity)
    var (right, bottom) = (-Double.infinity, -Double.infinity)
    for (index, value) in inPixels(values).enumerated() {
      if index % 2 == 0 {
        (left, right) = (min(left, value), max(right, value))
      } else {
        (top, bottom) = (min(top, value), max(bottom, value))
      }
    }
    return Box(x: left, y: top, width: right - left, height: bottom - top)
  }
}
