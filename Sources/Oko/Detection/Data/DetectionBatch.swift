public import OkoImaging
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

/// What a detector is measured on at a time: whole pictures, fitted into the canvas and otherwise unchanged.
public struct DetectionValidationBatch: Sendable {
  /// The pictures, `[N, H, W, 3]` from 0 to 1.
  public let images: Tensor
  /// How each was fitted; `toOriginal` takes what is found back to the pixels in which labels are.
  public let letterboxes: [Letterbox]
  /// The pictures with what is marked on them.
  public let samples: [DetectionSample]

  /// What is marked on each picture, in pixels of the canvas.
  public var targets: [DetectionTargets] {
    zip(letterboxes, samples).map { letterbox, sample in
      var targets = DetectionTargets()
      for object in sample.objects {
        let box = letterbox.toCanvas(object.box)
        if object.isCrowd || object.isDifficult {
          targets.ignored.append(box)
        } else {
          targets.boxes.append(box)
          targets.classes.append(object.classIndex)
        }
      }
      return targets
    }
  }
}
