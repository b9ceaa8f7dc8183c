import OkoImaging

/// The fitting of a segmenter's temperature on the labelled pictures of a folder.
///
///     let segmenter = try Segmenter.load("nuclei")
///     let calibration = try SegmentationCalibration(segmenter, called: "nuclei", on: "tissue")
///     print(try calibration.report().fit.after)
///
/// Every pixel whose true class is known to both counts. Pictures pass the network twice: once for the fit, to which
/// a million pixels at most are picked at random, and once for the errors of all pixels, which are only counted.
public struct SegmentationCalibration: TaskCalibration, Sendable {
  /// What the model does.
  public static let task = SegmentationTraining.task

  /// What is calibrated.
  public let segmenter: Segmenter
  /// What it is calibrated on.
  public let dataset: SegmentationDataset
  /// The part of the dataset that counts.
  public let split: DatasetSplit
  /// How the pictures are segmented.
  public var options = SegmentationOptions()
  /// About how many pixels the fit works with.
  public var fittedPixels = 1_000_000
  private let classes: ClassCorrespondence

  /// Reads the dataset in `folder`; `name` is what errors call the segmenter.
  ///
  /// - Throws: `DatasetError` where the split has no pictures, `ModelError` where no class is in common.
  public init(
    _ segmenter: Segmenter, called name: String, on folder: String, split: DatasetSplit = .val
  ) throws {
    (self.segmenter, self.split) = (segmenter, split)
    dataset = try SegmentationDataset.measurable(folder: folder, split: split)
    classes = try ClassCorrespondence(
      of: segmenter.classNames, with: dataset.classNames, model: name)
  }

  /// How many pictures are looked at: each twice.
  public var pictureCount: Int { 2 * dataset.samples(split).count }

  /// What lessens the worth of the fit, in words.
  public var warnings: [String] { MeasurementWarnings.all(dataset.issues, classes) }

  /// Checks that `output` does not lie in the dataset.
  ///
  /// - Throws: `DatasetError` where it does.
  public func refuseOutput(_ output: String) throws { try dataset.refuseOutput(output) }

  /// Fits; `progress` hears how many pictures are done, and may throw to stop.
  public func report(_ progress: (Int) throws -> Void = { _ in }) throws -> CalibrationReport {
    let samples = dataset.samples(split)
    let evaluator = SegmentationEvaluator(
      samples: samples, classCount: dataset.classNames.count)
    func done(_ share: Double) -> Int { Int((share * Double(samples.count)).rounded()) }
    var picked = PickedPixels(
      classCount: segmenter.classNames.count,
      of: samples.reduce(0) { $0 + $1.size.width * $1.size.height }, wanted: fittedPixels)
    _ = try evaluator.forEachPicture({ try progress(done($0)) }) { _, image, truth in
      picked.beginPicture()
      forEachPixel(of: image, truth.labels) { picked.add($0, truth: $1) }
    }
    let fit = TemperatureFit(before: segmenter.description.calibration(), to: picked.answers)
    var counts = PixelCounts(fit, classCount: dataset.classNames.count)
    let failures = try evaluator.forEachPicture({ try progress(samples.count + done($0)) }) {
      _, image, truth in
      counts.beginPicture()
      forEachPixel(of: image, truth.labels) { shares, own in
        counts.add(shares, truth: own) { classes.translated($0) }
      }
    }
    return CalibrationReport(
      answers: "pixels", fit: fit, scores: counts.scores, figures: [counts.meanIoU],
      pictureCount: counts.pictureCount, failures: CalibrationFailures.named(failures))
  }

  /// Hands the probabilities at temperature 1 of each pixel whose class is known to `body`, with that class.
  private func forEachPixel(
    of image: Image, _ truth: LabelMap, _ body: (UnsafeBufferPointer<Float>, Int) -> Void
  ) {
    let ensemble = SegmenterEnsemble(segmenter)
    let own = (0..<256).map { $0 < dataset.classNames.count ? classes.own($0) : nil }
    let grid = TileGrid(image.size, options, multiple: ensemble.multiple)
    let count = segmenter.classNames.count
    ensemble.probabilities(of: image, grid, mirrors: options.mirrors) { rows in
      for row in 0..<max(0, min(rows.count, image.height - rows.first)) {
        let start = (rows.first + row) * image.width
        for x in 0..<image.width {
          guard let own = own[Int(truth.labels[start + x])] else { continue }
          let pixel = rows.probabilities + (row * rows.stride + x) * rows.channels
          body(UnsafeBufferPointer(start: pixel, count: count), own)
        }
      }
    }
  }
}
