import OkoImaging
import OkoTraining
import Synchronization

/// Segmentation of any number of pictures: while one is in the network, the next is read and the last is drawn.
///
///     let inputs = InputPictures(["tissue"])
///     var run = SegmentationRun(try SegmenterEnsemble([Segmenter.load("nuclei")]))
///     run.output = try ResultFolder("out", for: inputs.pictures)
///     try run.segment(inputs.pictures) { print($0.picture.path, $0.outcome) }
///
/// Three pictures at most are in memory at a time, and one alone where it is large.
public struct SegmentationRun: Sendable {
  /// What became of one picture.
  public typealias Finding = PictureFinding<SegmentationResult>

  /// What segments.
  public let ensemble: SegmenterEnsemble
  /// How.
  public var options = SegmentationOptions()
  /// Where the classes as PNG and tinted pictures go; nil for nowhere.
  public var output: ResultFolder?
  /// Whether the numbers of the things go there as PNG, too.
  public var savesInstances = false

  /// Pictures of more pixels are worked on alone.
  private static let heavyPixels = 8_000_000
  /// Larger pictures are tinted as JPEG, whatever they were.
  private static let jpegPixels = 32_000_000

  /// Makes a run with the default options and no output.
  public init(_ ensemble: SegmenterEnsemble) {
    self.ensemble = ensemble
  }

  /// Segments `pictures` and tells `report` of each in their order; what it throws ends the run.
  ///
  /// A picture that turns out not to be drawable is told of again, as a failure, while its successor is worked on.
  ///
  /// - Throws: what `report` throws, and ``ResultError`` where a result cannot be written.
  public func segment(
    _ pictures: [InputPicture], _ report: (Finding) throws -> Void
  ) throws {
    let pipeline = PicturePipeline<Prepared, Segmented>(
      read: { picture in Result { () throws(ImageError) in try read(picture) } },
      work: { prepared in Result { () throws(ImageError) in try segmented(prepared) } },
      write: { try write($0, of: $1, to: $2, stem: $3) },
      isHeavy: { $0.exceeds(pixels: Self.heavyPixels) })
    var folder = output
    folder?.endings = ["-classes", "-instances"]
    try pipeline.run(on: pictures, output: folder) { finding in
      try report(
        Finding(picture: finding.picture, outcome: finding.outcome.map(\.result)))
    }
  }

  private struct Prepared: Sendable {
    let path: String
    let picture: HeldPicture
    let milliseconds: Double
  }

  private struct Segmented: Sendable {
    let result: SegmentationResult
    let picture: HeldPicture
  }

  private func read(_ picture: InputPicture) throws(ImageError) -> Prepared {
    var clock = LapClock()
    let decoded = try ImageDecoder.decode(path: picture.path)
    return Prepared(
      path: picture.path, picture: HeldPicture(decoded), milliseconds: clock.lap())
  }

  private func segmented(_ prepared: Prepared) throws(ImageError) -> Segmented {
    guard let decoded = prepared.picture.picture else {
      preconditionFailure("SegmentationRun: the picture is gone")
    }
    let plan: MemoryPlan
    do throws(ImageError) { plan = try MemoryPlan(for: decoded.image, ensemble, options) } catch {
      throw ImageError(error.code, error.message, path: prepared.path)
    }
    var result = ensemble.segment(decoded.image, plan, options)
    result.milliseconds.decode = prepared.milliseconds
    result.warnings = decoded.warnings + result.warnings
    if output == nil { prepared.picture.drop() }
    return Segmented(result: result, picture: prepared.picture)
  }

  private func write(
    _ segmented: Segmented, of picture: InputPicture, to folder: ResultFolder, stem: String
  ) throws {
    let result = segmented.result
    let file = try tinted(segmented, path: picture.path)
    try folder.write(file.bytes, to: "\(stem).\(file.fileExtension)")
    try folder.write(result.classPicture(), to: "\(stem)-classes.png")
    if savesInstances, let bytes = try result.instancePicture() {
      try folder.write(bytes, to: "\(stem)-instances.png")
    }
  }

  private func tinted(
    _ segmented: Segmented, path: String
  ) throws(ImageError) -> (bytes: [UInt8], fileExtension: String) {
    do throws(ImageError) {
      guard let (image, format) = segmented.picture.take() else {
        preconditionFailure("SegmentationRun: the picture is gone")
      }
      let result = segmented.result
      let tinted = image.tinted(
        by: result.labels, things: result.instanceMap, classNames: ensemble.classNames)
      guard format == .png, tinted.width * tinted.height <= Self.jpegPixels else {
        return (try JPEGEncoder.encode(tinted), "jpg")
      }
      let text = PNGText("Software", "oko \(okoVersion)")
      return (try PNGEncoder.encode(tinted, text: [text]), "png")
    } catch {
      throw ImageError(error.code, "cannot be drawn on: \(error.reason)", path: path)
    }
  }
}

/// A picture that is handed on from one part of the work to the next, so that the last may draw in place.
private final class HeldPicture: Sendable {
  private let content: Mutex<DecodedImage?>

  init(_ picture: DecodedImage) { content = Mutex(picture) }

  var picture: DecodedImage? { content.withLock { $0 } }

  func drop() { content.withLock { $0 = nil } }

  /// The pixels, which are gone from here afterwards.
  func take() -> (Image, ImageFormat)? {
    content.withLock { content in
      defer { content = nil }
      return content.map { ($0.image, $0.format) }
    }
  }
}
