public import OkoImaging

/// A drawn picture with everything that is known about it.
public struct SyntheticPicture: Sendable {
  /// The picture.
  public let image: Image
  /// What is on it.
  public let objects: [ObjectAnnotation]
  /// The class of each pixel, one 8-bit sample: 0 is the background, 1 the first class.
  public let mask: Image
  /// The thing that each pixel is part of, one 16-bit sample: 0 is none, and each thing of which something is
  /// seen has a number from 1 on, without gaps.
  public let instances: Image

  init(_ canvas: Canvas, objects: [ObjectAnnotation]) {
    image = canvas.image()
    mask = canvas.maskImage()
    instances = canvas.instancesImage()
    self.objects = objects
  }

  /// The boxes that are worth a label: clipped to the picture, large enough, and mostly inside it.
  static func labelled(
    _ objects: [(classIndex: Int, box: Box)], in size: Size, smallest: Double = 8,
    visibleShare: Double = 0.25
  ) -> [ObjectAnnotation] {
    objects.compactMap { object in
      let box = object.box.clipped(to: size)
      guard box.width >= smallest, box.height >= smallest,
        box.area >= visibleShare * object.box.area
      else { return nil }
      return ObjectAnnotation(box: box, classIndex: object.classIndex)
    }
  }
}

/// Something that draws labelled pictures: the same number gives the same picture, however many are drawn.
public protocol SyntheticSource: Sendable {
  /// The names of the classes.
  var classNames: [String] { get }
  /// Draws the picture with a number from 0.
  func picture(_ index: Int) -> SyntheticPicture
}
