import OkoImaging
import OkoTensors

/// Everything that is wrong with a dataset of labelled pixels, found in one pass that changes nothing.
///
///     let check = try SegmentationCheck(folder: "nuclei")
///     print(check.report())
///
/// Every picture and every mask is decoded in full, masks are held against their pictures and against the numbers
/// of things, and pictures are compared within and across splits.
public struct SegmentationCheck: Sendable {
  /// The dataset as far as it can be used.
  public let dataset: SegmentationDataset
  /// Everything found: errors first, then warnings, then notes, each group in the order of the files.
  public let issues: [DatasetIssue]
  /// What the dataset holds.
  public let summary: SegmentationSummary

  /// Checks the dataset in `folder`.
  public init(
    folder: String, options: DatasetOptions = DatasetOptions()
  ) throws(DatasetError) {
    var options = options
    options.errorPolicy = .collect
    let dataset = try SegmentationDataset.load(folder: folder, options: options)
    var collector = AnnotationCollector(root: dataset.folder, options: options)
    let samples = dataset.splits.flatMap { split in
      dataset.samples(split).map { (split: split, sample: $0) }
    }
    let pictures = Workers.shared.map(samples.count) {
      PictureInspection(path: samples[$0].sample.imagePath)
    }
    let masks = Workers.shared.map(samples.count) {
      MaskInspection(
        samples[$0].sample, classCount: dataset.classNames.count,
        hasBackground: dataset.hasBackground)
    }
    for index in samples.indices {
      let sample = samples[index].sample
      pictures[index].report(sample.imagePath, size: sample.size, into: &collector)
      masks[index].report(sample, into: &collector)
    }
    PictureInspection.reportKinds(pictures, into: &collector)
    PictureComparison.report(samples, pictures, into: &collector)
    summary = SegmentationSummary(dataset.classNames, samples.map(\.split), masks)
    Self.reportMasks(masks, dataset, into: &collector)
    Self.reportClasses(summary, dataset, into: &collector)
    self.dataset = dataset
    issues = (dataset.issues + collector.issues).orderedBySeverity
  }

  /// How many issues keep pictures or masks from being used.
  public var errorCount: Int { issues.count { $0.severity == .error } }
  /// How many issues are probably not what was meant.
  public var warningCount: Int { issues.count { $0.severity == .warning } }

  private static func reportMasks(
    _ masks: [MaskInspection], _ dataset: SegmentationDataset,
    into collector: inout AnnotationCollector
  ) {
    func note(_ count: Int, _ text: String) {
      if count > 0 { collector.add(.note, path: ".", "\(text): \(count)") }
    }
    if dataset.hasBackground {
      note(masks.count(where: \.isEmpty), "pictures that are all background")
    }
    if dataset.hasInstances {
      note(
        masks.reduce(0) { $0 + $1.pixelsOfNothing },
        "pixels of classes beside the background that belong to no thing")
    }
  }

  private static func reportClasses(
    _ summary: SegmentationSummary, _ dataset: SegmentationDataset,
    into collector: inout AnnotationCollector
  ) {
    func pixels(_ split: DatasetSplit) -> [Int] {
      summary.splits.first { $0.split == split }?.pixelsOfClass
        ?? [Int](repeating: 0, count: dataset.classNames.count)
    }
    let (train, val, test) = (pixels(.train), pixels(.val), pixels(.test))
    for (index, name) in dataset.classNames.enumerated() where train[index] == 0 {
      // What covers everything leaves no background.
      if index == 0, dataset.hasBackground { continue }
      let isElsewhere = val[index] + test[index] > 0
      let place = isElsewhere ? "occurs only outside the training pictures" : "is never used"
      collector.add(.warning, path: ".", "class \(PathText.shown(name)) \(place)")
    }
    if dataset.samples(.train).isEmpty {
      collector.add(.error, path: ".", "no picture to train on")
    } else if train.dropFirst(dataset.hasBackground ? 1 : 0).allSatisfy({ $0 == 0 }) {
      collector.add(.error, path: ".", "nothing is marked on any training picture")
    }
    if dataset.samples(.val).isEmpty {
      collector.add(.warning, path: ".", "no picture to validate on")
    }
    if dataset.classNames.count < 2 {
      collector.add(.error, path: ".", "one class alone; there is nothing to tell apart")
    }
  }
}

extension MaskInspection {
  /// Whether nothing but background is there.
  var isEmpty: Bool {
    problem == nil && ignored == 0 && pixelsOfClass.dropFirst().allSatisfy { $0 == 0 }
  }

  /// Reports what is wrong with the labels of `sample`.
  func report(_ sample: SegmentationSample, into collector: inout AnnotationCollector) {
    if let problem {
      collector.add(.error, path: problem.path, problem.message)
      return
    }
    var path = sample.imagePath
    if case .mask(let mask, _) = sample.labels { path = mask }
    func place(_ pixel: Int) -> String {
      "(\(pixel % sample.size.width), \(pixel / sample.size.width))"
    }
    if pixelsOfClass.allSatisfy({ $0 == 0 }) {
      collector.add(.warning, path: path, "every pixel is ignored")
    }
    if invisible > 0 {
      collector.add(.warning, path: path, "things of which no pixel is seen: \(invisible)")
    }
    guard let instances = sample.instancesPath else { return }
    if backgroundOfThings > 0 {
      collector.add(
        .warning, path: instances,
        "pixels of things that are background in the mask: \(backgroundOfThings), "
          + "\(place(firstBackground)) the first")
    }
    if dividedThings > 0 {
      collector.add(
        .warning, path: instances,
        "things with pixels of several classes in the mask: \(dividedThings), "
          + "at \(place(firstDivided)) the first")
    }
  }
}
