import OkoImaging
public import OkoTensors

/// What a detector trains on in one step.
public struct DetectionBatch: Sendable {
  /// The pictures, `[N, H, W, 3]` from 0 to 1.
  public let images: Tensor
  /// What is to be found in each, in pixels of the canvas.
  public let targets: [DetectionTargets]
  /// The files that the pictures are made of; of a mosaic, all four.
  public let files: [String]

  /// Makes a batch of `images` with the targets of each.
  ///
  /// - Precondition: there are as many targets as pictures.
  public init(images: Tensor, targets: [DetectionTargets], files: [String]) {
    precondition(
      images.shape.rank == 4 && images.shape[0] == targets.count,
      "DetectionBatch: \(targets.count) targets for pictures of \(images.shape)")
    (self.images, self.targets, self.files) = (images, targets, files)
  }

  init(_ pictures: [AugmentedPicture]) {
    self.init(
      images: Tensor(onThisThread: pictures.map(\.image)), targets: pictures.map(\.targets),
      files: pictures.flatMap(\.files))
  }
}
