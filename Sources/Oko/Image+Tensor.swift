public import OkoImaging
public import OkoTensors

extension Tensor {
  /// Makes a tensor of `[1, H, W, C]` with values from 0 to 1 from an 8- or 16-bit picture.
  public init(_ image: Image) {
    self.init([image])
  }

  /// Makes a tensor of `[N, H, W, C]` with values from 0 to 1 from pictures of one shape.
  ///
  /// A sample becomes itself divided by 255, or by 65,535 where it has 16 bits.
  ///
  /// - Precondition: there is a picture, and all have the same size and channels.
  public init(_ images: [Image]) {
    self.init(images) { count, body in
      // 64 rows of a large picture: long enough that handing it out costs nothing.
      Workers.shared.run(over: count, grain: 1 << 17, body)
    }
  }

  /// The same without the workers, for threads that prepare data while a network computes.
  package init(onThisThread images: [Image]) {
    self.init(images) { count, body in body(0..<count) }
  }

  /// The upright picture on the canvas of `letterbox` as `[1, H, W, 3]` with values from 0 to 1, and the decoder's
  /// warnings; on this thread, as it is for those who prepare data while a network computes.
  package static func letterboxed(
    _ picture: EncodedPicture, _ letterbox: Letterbox
  ) throws(ImageError) -> (tensor: Tensor, warnings: [String]) {
    var outcome = Result<[String], ImageError>.success([])
    let canvas = letterbox.canvas
    let tensor = Tensor(shape: [1, canvas.height, canvas.width, 3]) { target in
      outcome = Result { () throws(ImageError) in try picture.write(letterbox, to: target) }
    }
    return (tensor, try outcome.get())
  }

  private init(_ images: [Image], divide: (Int, (Range<Int>) -> Void) -> Void) {
    precondition(!images.isEmpty, "Tensor(images): there are no pictures")
    let (size, channels) = (images[0].size, images[0].channels)
    for image in images where image.size != size || image.channels != channels {
      preconditionFailure(
        "Tensor(images): \(image.width)×\(image.height)×\(image.channels.rawValue) among "
          + "\(size.width)×\(size.height)×\(channels.rawValue)")
    }
    let count = size.width * size.height * channels.rawValue
    self.init(shape: [images.count, size.height, size.width, channels.rawValue]) { pointer in
      nonisolated(unsafe) let pointer = pointer
      for (index, image) in images.enumerated() {
        let target = pointer + index * count
        switch image.samples {
        case .uint8(let samples):
          samples.withUnsafeBufferPointer { source in
            divide(count) { range in
              for place in range { target[place] = Float(source[place]) / 255 }
            }
          }
        case .uint16(let samples):
          samples.withUnsafeBufferPointer { source in
            divide(count) { range in
              for place in range { target[place] = Float(source[place]) / 65535 }
            }
          }
        }
      }
    }
  }

  /// The pictures of a tensor of `[N, H, W, C]` or `[H, W, C]` with values from 0 to 1, at 8 bits.
  ///
  /// Values are rounded to nearest; those outside 0…1 and NaN become the nearest end and 0.
  ///
  /// - Precondition: the rank is 3 or 4, C is from 1 to 4, and no axis is empty.
  public var images: [Image] {
    precondition(
      (3...4).contains(shape.rank) && shape.count > 0,
      "Tensor.images: the shape is \(shape), [N, H, W, C] expected")
    guard let channels = Image.Channels(rawValue: shape[-1]) else {
      preconditionFailure("Tensor.images: \(shape[-1]) channels, 1 to 4 expected")
    }
    let (height, width) = (shape[-3], shape[-2])
    let count = height * width * channels.rawValue
    return withUnsafePointer { start in
      (0..<(shape.count / count)).map { index in
        let samples = Self.samples(start + index * count, count: count)
        return Image(width: width, height: height, channels: channels, samples: samples)
      }
    }
  }

  /// `count` values from 0 to 1 at 8 bits.
  private static func samples(_ source: UnsafePointer<Float>, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      nonisolated(unsafe) let target = buffer
      Workers.shared.run(over: count, grain: 1 << 17) { range in
        for place in range {
          let value = source[place]
          // Written so that NaN fails the first test.
          let limited = value > 0 ? (value < 1 ? value : 1) : 0
          target[place] = UInt8(limited * 255 + 0.5)
        }
      }
      initialized = count
    }
  }
}

extension Image {
  /// Makes an 8-bit picture from a tensor of `[1, H, W, C]` or `[H, W, C]` with values from 0 to 1.
  ///
  /// - Precondition: it holds one picture with 1 to 4 channels.
  public init(_ tensor: Tensor) {
    let images = tensor.images
    precondition(
      images.count == 1, "Image(tensor): the shape is \(tensor.shape), one picture expected")
    self = images[0]
  }
}
