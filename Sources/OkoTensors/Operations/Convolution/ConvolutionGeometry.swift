/// How a filter moves over a picture: stride, padding, dilation and groups.
///
///     let halving = ConvolutionGeometry(stride: 2, padding: 1)
///     let y = x.convolved(with: filter, bias: bias, halving)
///
/// The output has `(height + top + bottom - (kernel - 1) · dilation - 1) / stride + 1` rows, and columns
/// likewise.
public struct ConvolutionGeometry: Hashable, Sendable {
  /// A distance in rows and in columns.
  public struct Steps: Hashable, Sendable {
    /// The distance in rows.
    public var y: Int
    /// The distance in columns.
    public var x: Int

    /// Makes the same distance both ways.
    public init(_ both: Int) {
      self.init(y: both, x: both)
    }

    /// Makes a distance of `y` rows and `x` columns.
    public init(y: Int, x: Int) {
      self.y = y
      self.x = x
    }
  }

  /// How many rows and columns of zeros surround a picture.
  public struct Padding: Hashable, Sendable {
    /// The rows above.
    public var top: Int
    /// The columns on the left.
    public var left: Int
    /// The rows below.
    public var bottom: Int
    /// The columns on the right.
    public var right: Int

    /// Makes the same padding on all sides.
    public init(_ all: Int) {
      self.init(top: all, left: all, bottom: all, right: all)
    }

    /// Makes a padding side by side.
    public init(top: Int, left: Int, bottom: Int, right: Int) {
      self.top = top
      self.left = left
      self.bottom = bottom
      self.right = right
    }
  }

  /// The distance between neighbouring places of the filter.
  public var stride: Steps
  /// The zeros around the input.
  public var padding: Padding
  /// The distance between neighbouring taps of the filter.
  public var dilation: Steps
  /// Into how many parts channels are split that do not see each other.
  public var groups: Int

  /// Makes a geometry that is the same in y and x.
  public init(stride: Int = 1, padding: Int = 0, dilation: Int = 1, groups: Int = 1) {
    self.init(
      stride: Steps(stride), padding: Padding(padding), dilation: Steps(dilation), groups: groups)
  }

  /// Makes a geometry that may differ in y and x.
  public init(
    stride: Steps, padding: Padding, dilation: Steps = Steps(1), groups: Int = 1
  ) {
    precondition(
      stride.y > 0 && stride.x > 0 && dilation.y > 0 && dilation.x > 0 && groups > 0
        && padding.top >= 0 && padding.left >= 0 && padding.bottom >= 0 && padding.right >= 0,
      "ConvolutionGeometry: stride \(stride), padding \(padding), dilation \(dilation), "
        + "groups \(groups)")
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// The shape of the output for an input `[N, H, W, C]` and a filter `[KH, KW, C / groups, K]`.
  func outputShape(input: Shape, filter: Shape, of operation: String) -> Shape {
    precondition(
      input.rank == 4, "\(operation): the input has shape \(input), expected [N, H, W, C]")
    precondition(
      filter.rank == 4, "\(operation): the filter has shape \(filter), expected [KH, KW, C, K]")
    precondition(
      input[3] == filter[2] * groups && filter[3] % groups == 0,
      "\(operation): input has \(input[3]) channels, filter \(filter) in \(groups) groups expects "
        + "\(filter[2] * groups)")
    let spanY = (filter[0] - 1) * dilation.y + 1, spanX = (filter[1] - 1) * dilation.x + 1
    let roomY = input[1] + padding.top + padding.bottom - spanY
    let roomX = input[2] + padding.left + padding.right - spanX
    precondition(
      roomY >= 0 && roomX >= 0, "\(operation): filter \(filter) does not fit input \(input)")
    return [input[0], roomY / stride.y + 1, roomX / stride.x + 1, filter[3]]
  }
}
