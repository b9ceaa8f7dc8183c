import OkoImaging
public import OkoTensors
import OkoTraining

/// What a generator and its discriminator train on in one step.
public struct GenerationBatch: Sendable {
  /// The pictures, `[N, side, side, channels]` from −1 to 1.
  public let images: Tensor
  /// The class of each.
  public let classes: [Int]
  /// The files that the pictures are made of.
  public let files: [String]

  package init(images: Tensor, classes: [Int], files: [String]) {
    (self.images, self.classes, self.files) = (images, classes, files)
  }
}

/// One sample of a batch.
public struct SquarePicture: Sendable {
  let image: Image
  let classIndex: Int
  let file: String
}

/// The way from pictures of any sizes to batches of equal squares.
struct GenerationBatches {
  /// The pictures.
  let samples: [ClassSample]
  /// The side of the squares, in pixels.
  let side: Int
  /// The channels of the squares.
  let channels: Image.Channels
  /// Whether every second picture, by chance, is its mirror image.
  let mirrors: Bool
  private let kept: KeptValues<Image>

  init(_ samples: [ClassSample], side: Int, channels: Image.Channels, mirrors: Bool) {
    (self.samples, self.side, self.channels) = (samples, side, channels)
    self.mirrors = mirrors
    kept = KeptValues(budget: 2 << 30)
  }

  /// Shuffled batches, loaded ahead by threads.
  func loader(_ options: TrainingOptions) -> BatchLoader<SquarePicture, GenerationBatch> {
    BatchLoader(
      count: samples.count, options: options, name: { samples[$0].imagePath },
      load: { index, _, random in
        do {
          let square = try self.square(samples[index])
          let turns = mirrors && random.uniform() < 0.5
          return SquarePicture(
            image: turns ? square.flippedHorizontally() : square,
            classIndex: samples[index].classIndex, file: samples[index].imagePath)
        } catch let error as ImageError {
          throw error.training(file: samples[index].imagePath)
        }
      },
      collate: { pictures in
        GenerationBatch(
          images: Tensor(onThisThread: pictures.map(\.image)) * 2 - 1,
          classes: pictures.map(\.classIndex), files: pictures.map(\.file))
      })
  }

  /// Up to `count` samples, evenly spread over all, so that every class is among them.
  func spread(_ count: Int) -> [ClassSample] {
    let count = min(count, samples.count)
    return (0..<count).map { samples[$0 * samples.count / count] }
  }

  /// The squares of `samples`, read on all threads.
  func squares(_ samples: [ClassSample]) throws(ImageError) -> [Image] {
    let read = Workers.shared.map(samples.count) { index in
      Result { () throws(ImageError) in try square(samples[index]) }
    }
    var squares: [Image] = []
    for result in read { squares.append(try result.get()) }
    return squares
  }

  /// The middle of a picture as a square, from memory or decoded.
  func square(_ sample: ClassSample) throws(ImageError) -> Image {
    try kept.value(at: sample.imagePath, bytes: { _ in side * side * channels.rawValue }) {
      () throws(ImageError) in
      var options = DecodeOptions()
      options.depth = .eight
      options.targetSize = Size(width: side, height: side)
      let image = try ImageDecoder.decode(path: sample.imagePath, options: options).image
      return image.middleSquare(side: side, channels: channels)
    }
  }
}

extension Image {
  /// The largest square in the middle, resized to `side` pixels.
  func middleSquare(side: Int, channels: Channels) -> Image {
    let shorter = min(width, height)
    let square = cropped(
      x: (width - shorter) / 2, y: (height - shorter) / 2, width: shorter, height: shorter)
    let converted = square.converted(
      to: channels, depth: .eight, background: channels.hasAlpha ? nil : .white)
    let size = Size(width: side, height: side)
    return converted.size == size
      ? converted : converted.resized(to: size, filter: shorter > side ? .area : .bilinear)
  }
}
