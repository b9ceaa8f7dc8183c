public import OkoImaging
public import OkoTensors

/// What a classifier trains on in one step.
public struct ClassBatch: Sendable {
  /// The pictures, `[N, H, W, 3]` from 0 to 1.
  public let images: Tensor
  /// The class of each.
  public let classes: [Int]
  /// The files that the pictures are made of.
  public let files: [String]

  /// Joins `pictures` of one size.
  ///
  /// - Precondition: there is a picture.
  public init(_ pictures: [ClassPicture]) {
    images = Tensor(onThisThread: pictures.map(\.image))
    classes = pictures.map(\.classIndex)
    files = pictures.map(\.file)
  }

  /// The first 32 pictures, each under the name of its class.
  func sheet(classNames: [String]) -> Image {
    let items = zip(images.images, classes).prefix(32).map {
      (image: $0, caption: classNames[$1])
    }
    return ImageGrid(items, columns: 8, cell: Size(width: 128, height: 128)).image()
  }
}

/// One sample of a batch.
public struct ClassPicture: Sendable {
  /// The picture, 8-bit RGB.
  public let image: Image
  /// Its class.
  public let classIndex: Int
  /// The file that it is made of.
  public let file: String

  /// Makes a sample.
  public init(image: Image, classIndex: Int, file: String) {
    (self.image, self.classIndex, self.file) = (image, classIndex, file)
  }
}
