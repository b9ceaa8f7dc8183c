import Synchronization

/// Filters and matrices in the kernels' layout, shared by the programs of one network at different shapes.
final class PackedWeights: Sendable {
  private struct FilterKey: Hashable {
    var filter: ObjectIdentifier
    var geometry: ConvolutionGeometry
    var direction: PackedFilter.Direction
    var winogradTile: Int
    var scale: [Float]?
  }

  private struct LowPrecisionKey: Hashable {
    var filter: ObjectIdentifier
    var geometry: ConvolutionGeometry
    var direction: PackedFilter.Direction
    var type: ElementType
    var scale: [Float]?
  }

  private struct State {
    var lowPrecisionFilters: [LowPrecisionKey: (source: Storage, packed: LowPrecisionFilter)] = [:]
    var filters: [FilterKey: (source: Storage, packed: PackedFilter)] = [:]
    var matrices: [ObjectIdentifier: (source: Storage, packed: PackedMatrix)] = [:]
  }

  // The sources are kept, too: as long as they live, nothing else has their identity.
  private let state = Mutex(State())

  /// The filter of `convolution`, with its scale folded in, for pictures like its input.
  func filter(of convolution: FusedConvolution) -> PackedFilter {
    let winogradTile = PackedFilter.winogradTile(
      convolution.filter.shape, convolution.geometry, for: convolution.input,
      direction: convolution.direction)
    let source = convolution.filter.storage
    let key = FilterKey(
      filter: ObjectIdentifier(source), geometry: convolution.geometry,
      direction: convolution.direction, winogradTile: winogradTile, scale: convolution.scale)
    if let known = state.withLock({ $0.filters[key]?.packed }) { return known }
    let packed = PackedFilter(
      convolution.scaledFilter, convolution.geometry, for: convolution.input,
      direction: convolution.direction)
    state.withLock { $0.filters[key] = (source, packed) }
    return packed
  }

  /// The filter of `convolution` in the bits that it multiplies in, with its scale folded in.
  func lowPrecisionFilter(of convolution: FusedConvolution) -> LowPrecisionFilter {
    let source = convolution.filter.storage
    let key = LowPrecisionKey(
      filter: ObjectIdentifier(source), geometry: convolution.geometry,
      direction: convolution.direction, type: convolution.type, scale: convolution.scale)
    if let known = state.withLock({ $0.lowPrecisionFilters[key]?.packed }) { return known }
    let packed = LowPrecisionFilter(
      convolution.scaledFilter, convolution.geometry, type: convolution.type,
      direction: convolution.direction)
    state.withLock { $0.lowPrecisionFilters[key] = (source, packed) }
    return packed
  }

  /// The matrix of `product`.
  func matrix(of product: FusedProduct) -> PackedMatrix {
    let source = product.matrix.storage
    let key = ObjectIdentifier(source)
    if let known = state.withLock({ $0.matrices[key]?.packed }),
      known.shape == product.matrix.shape
    {
      return known
    }
    let packed = PackedMatrix(product.matrix)
    state.withLock { $0.matrices[key] = (source, packed) }
    return packed
  }
}
