import OkoImaging
import OkoTraining

/// Detection on any number of pictures, side by side: each thread reads one, finds what is on it and draws that.
///
///     let inputs = InputPictures(["photos"])
///     var run = DetectionRun(try Detector.load("street"))
///     run.output = try ResultFolder("out", for: inputs.pictures)
///     try run.detect(on: inputs.pictures) { print($0.picture.path, $0.outcome) }
///
/// Of a few pictures, and of large ones, all threads share each; meanwhile the next is read and the last is drawn. As
/// many pictures are in memory as there are threads, and three where they share them.
public struct DetectionRun: Sendable {
  /// What became of one picture.
  public typealias Finding = PictureFinding<DetectionResult>

  /// What detects.
  public let detector: Detector
  /// What is reported.
  public var options = DetectionOptions()
  /// Where annotated pictures go; nil for nowhere.
  public var output: ResultFolder?
  /// Whether rows as YOLO writes them go into `labels/` of the output.
  public var savesRows = false

  /// Makes a run with the default options and no output.
  public init(_ detector: Detector) {
    self.detector = detector
  }

  /// Detects on `pictures` and tells `report` of each in their order; what it throws ends the run.
  ///
  /// A picture that turns out not to be drawable is told of again, as a failure, while its successor is worked on.
  ///
  /// - Throws: what `report` throws, and ``ResultError`` where a result cannot be written.
  public func detect(
    on pictures: [InputPicture], _ report: (Finding) throws -> Void
  ) throws {
    var pipeline = PicturePipeline<Prepared, DetectionResult>(
      read: { picture in Result { () throws(ImageError) in try read(picture) } },
      work: { .success(result(of: $0)) },
      write: { try write($0, of: $1, to: $2, stem: $3) })
    pipeline.suitsOneThread = (options.imageSize ?? detector.description.imageSize) <= 1280
    pipeline.isHeavy = { $0.exceeds(pixels: 1 << 25) }
    try pipeline.run(on: pictures, output: output, report)
  }

  private struct Prepared: Sendable {
    let input: DetectorInput
    let milliseconds: Double
  }

  private func read(_ picture: InputPicture) throws(ImageError) -> Prepared {
    var clock = LapClock()
    let input = try detector.prepare(path: picture.path, options)
    return Prepared(input: input, milliseconds: clock.lap())
  }

  private func result(of prepared: Prepared) -> DetectionResult {
    var clock = LapClock()
    let logits = detector.compiled(prepared.input.tensor)
    let network = clock.lap()
    let found = detector.detections(logits: logits, prepared.input, options)
    return DetectionResult(
      size: prepared.input.letterbox.original, detections: found,
      warnings: prepared.input.warnings,
      milliseconds: .init(
        decode: prepared.milliseconds, network: network, post: clock.lap()))
  }

  /// Draws a picture in its own format and at its own size, and writes its rows.
  private func write(
    _ result: DetectionResult, of picture: InputPicture, to folder: ResultFolder, stem: String
  ) throws {
    if savesRows {
      try folder.write(Array(result.yoloRows.utf8), to: "labels/\(stem).txt")
    }
    let file = try annotated(result, of: picture)
    try folder.write(file.bytes, to: "\(stem).\(file.fileExtension)")
  }

  private func annotated(
    _ result: DetectionResult, of picture: InputPicture
  ) throws(ImageError) -> (bytes: [UInt8], fileExtension: String) {
    do throws(ImageError) {
      let decoded = try ImageDecoder.decode(path: picture.path)
      let image = decoded.image.annotated(
        with: result.detections, classNames: detector.classNames)
      switch decoded.format {
      case .png:
        return (
          try PNGEncoder.encode(image, text: [PNGText("Software", "oko \(okoVersion)")]), "png"
        )
      case .jpeg: return (try JPEGEncoder.encode(image), "jpg")
      }
    } catch {
      throw ImageError(error.code, "cannot be drawn on: \(error.reason)", path: picture.path)
    }
  }
}
