import OkoImaging
import OkoTensors
import OkoTraining
import Synchronization

/// Validation pictures in batches, in the order of the dataset, read ahead by threads.
public struct DetectionValidation: Sendable {
  private let loader: BatchLoader<LetterboxedSample, DetectionValidationBatch>

  /// How many pictures there are.
  public var count: Int { loader.count }
  /// How many batches they make.
  public var batchCount: Int { loader.batchCount }

  init(
    _ samples: [DetectionSample], imageSize: Int, batchSize: Int, workers: Int, budget: Int
  ) {
    let canvas = Size(width: imageSize, height: imageSize)
    let kept = KeptCanvases(budget: min(budget, MachineMemory.bytes / 8))
    var options = TrainingOptions(output: "")
    (options.batchSize, options.workers) = (batchSize, workers)
    loader = BatchLoader(
      count: samples.count, options: options, name: { samples[$0].imagePath },
      order: { _, _ in Array(samples.indices) },
      load: { index, _, _ in
        try kept.sample(index, of: samples, canvas: canvas)
      },
      collate: { samples in
        DetectionValidationBatch(
          images: Tensor(onThisThread: samples.map(\.image)),
          letterboxes: samples.map(\.letterbox), samples: samples.map(\.sample))
      })
  }

  /// Calls `body` with every batch in turn.
  ///
  /// - Throws: what `body` throws, and a `TrainingError` with the file of a picture that cannot be read.
  public func forEach(_ body: (DetectionValidationBatch) throws -> Void) throws {
    let stream = loader.batches(
      EpochPlan(epoch: 0, plannedEpochs: 1, stepsPerEpoch: loader.batchCount))
    defer { stream.cancel() }
    while let (batch, _) = try stream.next() { try body(batch) }
  }
}

struct LetterboxedSample: Sendable {
  let image: Image
  let letterbox: Letterbox
  let sample: DetectionSample
}

/// Fitted pictures that the next validation finds again.
private final class KeptCanvases: Sendable {
  private struct Content {
    var canvases: [Int: (Image, Letterbox)] = [:]
    var bytes = 0
  }

  private let budget: Int
  private let content = Mutex(Content())

  init(budget: Int) { self.budget = budget }

  /// The picture `index` as `detect` sees it, from memory or decoded.
  func sample(
    _ index: Int, of samples: [DetectionSample], canvas: Size
  ) throws(TrainingError) -> LetterboxedSample {
    let sample = samples[index]
    if let (image, letterbox) = content.withLock({ $0.canvases[index] }) {
      return LetterboxedSample(image: image, letterbox: letterbox, sample: sample)
    }
    let input: LetterboxedImage
    do {
      input = try ImageDecoder.letterboxed(path: sample.imagePath, to: canvas)
    } catch {
      throw error.training(file: sample.imagePath)
    }
    keep(input.image, input.letterbox, at: index)
    return LetterboxedSample(image: input.image, letterbox: input.letterbox, sample: sample)
  }

  private func keep(_ image: Image, _ letterbox: Letterbox, at index: Int) {
    let bytes = image.width * image.height * 3
    content.withLock { content in
      guard content.bytes + bytes <= budget, content.canvases[index] == nil else { return }
      content.canvases[index] = (image, letterbox)
      content.bytes += bytes
    }
  }
}

extension ImageError {
  /// The error as training reports it: the file is named once.
  func training(file: String) -> TrainingError {
    TrainingError(
      .data, byteOffset.map { "byte \($0): \(message)" } ?? message, file: file)
  }
}
