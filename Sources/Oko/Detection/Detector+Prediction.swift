public import OkoImaging
package import OkoTensors
import OkoTraining

/// What a detector found on one picture, and how long each part of the work took.
public struct DetectionResult: Sendable {
  /// The size of the upright original.
  public let size: Size
  /// What was found, the surest first.
  public let detections: [Detection]
  /// What was wrong with the file and could be passed over.
  public let warnings: [String]
  /// Milliseconds.
  public let milliseconds: Milliseconds

  /// Times of the parts of the work, in milliseconds.
  public struct Milliseconds: Sendable, Hashable {
    /// Reading, decoding and fitting the picture.
    public var decode: Double
    /// The network.
    public var network: Double
    /// Boxes from logits, suppression.
    public var post: Double
  }
}

/// A picture on a canvas that the network takes, and the way back.
package struct DetectorInput: Sendable {
  /// `[1, H, W, 3]` in 0…1, H and W multiples of 32.
  package let tensor: Tensor
  package let letterbox: Letterbox
  package var warnings: [String] = []
}

extension Detector {
  /// Finds objects on `image`.
  ///
  /// - Returns: boxes in pixels of `image`, clipped to it, the surest first.
  public func detect(
    _ image: Image, options: DetectionOptions = DetectionOptions()
  ) -> [Detection] {
    let canvas = canvasSize(for: image.size, options)
    let (content, letterbox) = image.converted(to: .rgb, depth: .eight, background: 114)
      .letterboxed(to: canvas)
    let input = DetectorInput(tensor: Tensor(content), letterbox: letterbox)
    return detections(logits: compiled(input.tensor), input, options)
  }

  /// Finds objects on the picture in the file at `path`, decoded no larger than the network needs.
  public func detect(
    path: String, options: DetectionOptions = DetectionOptions()
  ) throws(ImageError) -> DetectionResult {
    var clock = LapClock()
    let input = try prepare(path: path, options)
    let decode = clock.lap()
    let logits = compiled(input.tensor)
    let forward = clock.lap()
    let found = detections(logits: logits, input, options)
    return DetectionResult(
      size: input.letterbox.original, detections: found, warnings: input.warnings,
      milliseconds: .init(decode: decode, network: forward, post: clock.lap()))
  }

  /// Reads a picture and fits it onto a canvas; any thread may do that ahead of the network.
  package func prepare(
    path: String, _ options: DetectionOptions
  ) throws(ImageError) -> DetectorInput {
    let picture = try EncodedPicture(path: path)
    let letterbox = Letterbox(
      original: picture.size, canvas: canvasSize(for: picture.size, options))
    let (tensor, warnings) = try Tensor.letterboxed(picture, letterbox)
    return DetectorInput(tensor: tensor, letterbox: letterbox, warnings: warnings)
  }

  /// The smallest canvas with sides of multiples of 32 for a picture scaled to the size of the model.
  package func canvasSize(for size: Size, _ options: DetectionOptions) -> Size {
    let side = Double(options.imageSize ?? description.imageSize)
    let scale = side / Double(max(size.width, size.height))
    func length(_ pixels: Int) -> Int {
      max(32, Int((Double(pixels) * scale / 32).rounded(.up)) * 32)
    }
    return Size(width: length(size.width), height: length(size.height))
  }

  /// Boxes on the original of the picture `input`, whose logits are `[1, A, 4 · bins + classes]`.
  ///
  /// With `severalClasses` a place may be reported once for every class, as evaluations want it. Without a
  /// `calibration` that of the options and the model makes confidences of logits.
  package func detections(
    logits: Tensor, _ input: DetectorInput, _ options: DetectionOptions,
    severalClasses: Bool = false, calibration: Temperature? = nil
  ) -> [Detection] {
    let calibration = calibration ?? description.calibration(options.temperature)
    return candidates(
      logits: logits, input, options, severalClasses: severalClasses, calibration: calibration
    ).map {
      Detection(
        box: $0.box, classIndex: $0.classIndex,
        confidence: calibration.probability(logit: $0.logit))
    }
  }

  /// The same with logits instead of confidences.
  package func candidates(
    logits: Tensor, _ input: DetectorInput, _ options: DetectionOptions,
    severalClasses: Bool = false, calibration: Temperature
  ) -> [DetectionCandidate] {
    let decoder = DetectionDecoder(
      grid: AnchorGrid(size: input.letterbox.canvas), classCount: classNames.count)
    let found = decoder.candidates(
      in: logits, above: calibration.logit(exceeding: options.confidence), options: options,
      severalClasses: severalClasses)
    return found[0].map { found in
      var found = found
      found.box = input.letterbox.toOriginal(found.box).clipped(to: input.letterbox.original)
      return found
    }
  }
}
