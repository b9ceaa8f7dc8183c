import OkoImaging
import OkoTensors
import OkoTraining

/// The search for a plan by which a model loses little.
struct QuantizationSearch<Model: QuantizableModel> {
  private let model: Model
  private let request: ModelQuantization
  /// The measuring in floats; nil where the pictures have no labels that fit.
  private let measurement: Model.Measurement?
  /// Why there is none.
  private let unlabelled: String?
  private let observer = ValueObserver(keeping: 4)
  private var failures: [ImageError] = []

  init(_ model: Model, _ request: ModelQuantization) throws {
    (self.model, self.request) = (model, request)
    do {
      measurement = try model.measurement(
        called: request.model, on: request.folder, split: request.split ?? .val)
      unlabelled = nil
    } catch let error as DatasetError where request.split == nil && error.saysUnlabelled {
      (measurement, unlabelled) = (nil, "there are no labels that fit: \(error)")
    }
  }

  /// Lets the model look at pictures in floats, and tells what bytes may stand for.
  mutating func observe(
    _ progress: (ModelQuantization.Phase, Int, Int) throws -> Void
  ) throws -> QuantizationPlan {
    let watched = model.computing(in: .observed(observer))
    let pictures = evenly(picturePaths)
    for (index, path) in pictures.enumerated() {
      do throws(ImageError) { try watched.look(at: path) } catch { failures.append(error) }
      try progress(.observing, index + 1, pictures.count)
    }
    if let plan = observer.plan { return plan }
    if let failure = failures.first { throw failure }
    let isThere = FileSystem.kind(of: request.folder) != .absent
    throw ResultError(
      isThere ? "no picture in this folder" : "no such file or folder", path: request.folder)
  }

  /// The pictures of training, or where there are none, those of the split; without labels, all in the folder.
  private var picturePaths: [String] {
    guard let measurement else { return InputPictures([request.folder]).pictures.map(\.path) }
    let training = measurement.picturePaths(.train)
    return training.isEmpty ? measurement.picturePaths(split) : training
  }

  private var split: DatasetSplit { request.split ?? .val }

  private func evenly(_ paths: [String]) -> [String] {
    let count = min(request.observedCount, paths.count)
    return (0..<count).map { paths[$0 * paths.count / count] }
  }

  /// Measures in floats and in bytes, with ever more in floats until the loss is small.
  mutating func report(
    _ plan: QuantizationPlan, _ progress: (ModelQuantization.Phase, Int, Int) throws -> Void
  ) throws -> QuantizationReport {
    var plan = plan
    let floats = try headlines(measurement) { try progress(.measuringFloats, $0, $1) }
    let unlabelled =
      self.unlabelled ?? (floats.isEmpty ? "nothing is marked on the pictures" : nil)
    let tolerance = request.tolerance ?? (floats.isEmpty ? 0.05 : 0.005)
    let exact = observer.inputs.map { model.compiled($0) }
    let quantizableCount = program(plan).quantizedValues.count
    var harms: [QuantizationHarm] = []
    var exactCount = 0
    while true {
      let quantized = model.computing(in: .int8(plan))
      let bytes = try headlines(measurement?.measuring(quantized)) {
        try progress(.measuringBytes(exactCount: exactCount), $0, $1)
      }
      let difference = quantized.compiled.relativeError(from: exact, on: observer.inputs)
        .squareRoot()
      var report = QuantizationReport(
        plan: plan, quantizedCount: quantizableCount - exactCount,
        exact: harms.prefix(exactCount).map(\.description), before: floats, after: bytes,
        difference: difference, observedCount: observer.runs, failures: failures,
        warnings: measurement?.warnings ?? [], unlabelled: unlabelled)
      if report.loss <= tolerance || exactCount == quantizableCount {
        guard difference.isFinite else {
          throw ModelError(
            "predicts what is no finite number on these pictures", model: request.model)
        }
        report.milliseconds = times(plan)
        return report
      }
      if harms.isEmpty {
        harms = try model.compiled.harms(of: plan, on: observer.inputs) {
          try progress(.searching, $0, $1)
        }
        harms.sort { ($1.error, $0.value) < ($0.error, $1.value) }
      }
      exactCount = min(max(1, 2 * exactCount), quantizableCount)
      plan.exactValues = Set(harms.prefix(exactCount).map(\.value))
    }
  }

  private mutating func headlines(
    _ measurement: Model.Measurement?, _ progress: (Int, Int) throws -> Void
  ) throws -> [Headline] {
    guard let measurement else { return [] }
    let count = measurement.pictureCount
    let report = try measurement.report { try progress($0, count) }
    for failure in report.failures where !failures.contains(failure) { failures.append(failure) }
    return report.headlines
  }

  private func program(_ plan: QuantizationPlan) -> Program {
    model.compiled.computing(in: .int8(plan)).program(for: observer.inputs[0].map(\.shape))
  }

  /// The medians of a few runs of the network in floats and in bytes, in turns.
  private func times(_ plan: QuantizationPlan) -> (floats: Double, bytes: Double) {
    let networks = [model.compiled, model.compiled.computing(in: .int8(plan))]
    var times: [[Double]] = [[], []]
    for round in 0...5 {
      for (index, network) in networks.enumerated() {
        var clock = LapClock()
        _ = network(observer.inputs[0])
        if round > 0 { times[index].append(clock.lap()) }
      }
    }
    let medians = times.map { $0.sorted()[$0.count / 2] }
    return (medians[0], medians[1])
  }
}

extension DatasetError {
  /// Whether the folder may be fine, but has no labels of this kind.
  fileprivate var saysUnlabelled: Bool { [.unknownFormat, .empty, .notFound].contains(code) }
}
