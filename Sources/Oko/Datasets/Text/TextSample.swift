/// A picture of one line of text, and the text.
public struct TextSample: Hashable, Sendable {
  /// Where the picture is.
  public let imagePath: String
  /// What is written on it, in the order in which it is read.
  public let text: String

  /// Makes a sample of the picture at `imagePath`.
  public init(imagePath: String, text: String) {
    (self.imagePath, self.text) = (imagePath, text)
  }
}

extension TextSample: PictureSample {}
