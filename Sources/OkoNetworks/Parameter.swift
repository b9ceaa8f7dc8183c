public import OkoTensors
import Synchronization

/// A tensor that a network owns and that training changes: a cell with an identity.
///
/// Inside `Optimizer.minimize`, the parameters of that optimizer are variables; everywhere else `value`
/// is a constant. Its name comes from the place in the network (`backbone.stem.convolution.filter`).
public final class Parameter: Sendable {
  /// What a parameter is for, which decides how it is trained and stored.
  public enum Role: Sendable, Hashable {
    /// A convolution's filter, `[kernelHeight, kernelWidth, in / groups, out]`; decays.
    case filter
    /// A matrix, `[in, out]`; decays.
    case matrix
    /// A bias, or the scale or shift of a normalisation; does not decay.
    case vector
    /// Vectors to look up, `[entries, width]`; does not decay.
    case table
    /// A running mean or variance: stored with the network, never trained.
    case statistic
  }

  /// The extent of every axis.
  public let shape: Shape
  /// What it is for.
  public let role: Role
  private let initializer: Initializer
  private let fan: Fan
  private let cell: Mutex<Cell>

  private struct Cell {
    var value: Tensor?
    var version = 0
    var packed: PackedFilters = PackedFilters()
    var packedMatrix: PackedMatrix?
  }

  /// Makes a parameter whose first value `Module.initialize(seed:)` or a checkpoint gives.
  public convenience init(_ shape: Shape, _ role: Role, _ initializer: Initializer) {
    self.init(shape, role, initializer, fan: Fan(of: shape))
  }

  /// Makes a parameter whose shape alone does not tell how many numbers it connects.
  init(_ shape: Shape, _ role: Role, _ initializer: Initializer, fan: Fan) {
    (self.shape, self.role, self.initializer, self.fan) = (shape, role, initializer, fan)
    cell = Mutex(Cell())
  }

  /// Draws the value anew: a large one where it is first asked for.
  func initialize(using random: RandomSource) {
    value = Tensor(
      unread: DrawnScalars(shape: shape, initializer: initializer, fan: fan, random: random))
  }

  /// The value: a variable while its optimizer minimizes, a constant otherwise.
  ///
  /// - Precondition: on reading, the network was initialized or loaded; on writing, the shape fits.
  public var value: Tensor {
    get { TrainingScope.current?.variable(for: self) ?? constant }
    set {
      precondition(
        newValue.shape == shape, "Parameter: a value of shape \(newValue.shape) for \(shape)")
      cell.withLock {
        $0.value = newValue.untracked
        $0.version += 1
        $0.packed = PackedFilters()
        $0.packedMatrix = nil
      }
    }
  }

  /// The value without a memory of how it was made.
  var constant: Tensor {
    guard let value = cell.withLock({ $0.value }) else {
      preconditionFailure("Parameter: used before the network was initialized or loaded")
    }
    return value
  }

  /// Whether training changes it at this moment.
  public var isBeingTrained: Bool { TrainingScope.current?.trains(self) ?? false }

  /// Whether weight decay pulls it towards zero.
  public var decays: Bool { role == .filter || role == .matrix }

  /// The filter in the kernels' layout for pictures like `input`, kept until the value changes.
  package func packedFilter(for input: Shape, _ geometry: ConvolutionGeometry) -> PackedFilter {
    let form = PackedFilter.form(shape, geometry, for: input)
    let (known, version) = cell.withLock { ($0.packed[geometry, form], $0.version) }
    if let known { return known }
    let packed = PackedFilter(constant.loaded, geometry, for: input, form: form)
    cell.withLock {
      if $0.version == version { $0.packed[geometry, form] = packed }
    }
    return packed
  }

  /// The matrix in the kernels' layout, kept until the value changes.
  package var packedMatrix: PackedMatrix {
    let (known, version) = cell.withLock { ($0.packedMatrix, $0.version) }
    if let known { return known }
    let packed = PackedMatrix(constant.loaded)
    cell.withLock {
      if $0.version == version { $0.packedMatrix = packed }
    }
    return packed
  }
}

/// The packed forms of one filter: at most one for each size of Winograd's tiles, and one for the direct form.
private struct PackedFilters: Sendable {
  private var filters: [PackedFilter] = []

  subscript(geometry: ConvolutionGeometry, form: WinogradForm) -> PackedFilter? {
    get { filters.first { $0.form == form && $0.geometry == geometry } }
    set {
      filters.removeAll { $0.form == form }
      if let newValue { filters.append(newValue) }
    }
  }
}
