import OkoImaging
import OkoTraining

/// Reading of any number of pages: while one is read, the next is decoded and the last is drawn.
///
///     let pages = PageReader(try Reader.load("receipts"), lines: try Detector.load("lines"))
///     try PageReadingRun(pages).read(InputPictures(["scans"]).pictures) { print($0.outcome) }
public struct PageReadingRun: Sendable {
  /// What became of one page.
  public typealias Finding = PictureFinding<PageReadingResult>

  /// What reads.
  public let reader: PageReader
  /// Where annotated pages go, as PNG; nil for nowhere.
  public var output: ResultFolder?

  /// Makes a run without output.
  public init(_ reader: PageReader) { self.reader = reader }

  /// Reads `pictures` and tells `report` of each in their order; what it throws ends the run.
  ///
  /// - Throws: what `report` throws, and ``ResultError`` where a result cannot be written.
  public func read(_ pictures: [InputPicture], _ report: (Finding) throws -> Void) throws {
    let pipeline = PicturePipeline<Prepared, PageReadingResult>(
      read: { picture in Result { () throws(ImageError) in try prepare(picture) } },
      work: { .success(result(of: $0)) },
      write: { try write($0, of: $1, to: $2, stem: $3) })
    try pipeline.run(on: pictures, output: output, report)
  }

  private struct Prepared: Sendable {
    let decoded: DecodedImage
    let milliseconds: Double
  }

  private func prepare(_ picture: InputPicture) throws(ImageError) -> Prepared {
    var clock = LapClock()
    let decoded = try ImageDecoder.decode(path: picture.path)
    return Prepared(decoded: decoded, milliseconds: clock.lap())
  }

  private func result(of page: Prepared) -> PageReadingResult {
    var result = reader.read(page.decoded.image)
    result.warnings = page.decoded.warnings + result.warnings
    result.milliseconds[0] = page.milliseconds
    return result
  }

  private func write(
    _ result: PageReadingResult, of picture: InputPicture, to folder: ResultFolder, stem: String
  ) throws {
    let bytes: [UInt8]
    do throws(ImageError) {
      let page = try ImageDecoder.decode(path: picture.path).image
      bytes = try PNGEncoder.encode(
        page.annotated(with: result), text: [PNGText("Software", "oko \(okoVersion)")])
    } catch {
      throw ImageError(error.code, "cannot be drawn on: \(error.reason)", path: picture.path)
    }
    try folder.write(bytes, to: stem + ".png")
  }
}
