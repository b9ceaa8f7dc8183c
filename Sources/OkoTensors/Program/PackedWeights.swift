import Synchronization

/// Filters and matrices in the kernels' layout, shared by the programs of one network at different shapes.
///
/// What is still to be read, as from a model's file, is read to be packed, one layer at a time, and not kept: another
/// layout, which another shape may ask for, reads it again.
final class PackedWeights: Sendable {
  private struct FilterKey<Layout: Hashable & Sendable>: Hashable, Sendable {
    var geometry: ConvolutionGeometry
    var direction: PackedFilter.Direction
    var scale: [Float]?
    /// What else the layout depends on.
    var layout: Layout

    init(_ convolution: FusedConvolution, _ layout: Layout) {
      (geometry, direction) = (convolution.geometry, convolution.direction)
      (scale, self.layout) = (convolution.scale, layout)
    }
  }

  private let filters = PackedCache<FilterKey<WinogradForm>, PackedFilter>()
  private let lowPrecisionFilters = PackedCache<FilterKey<ScalarType>, LowPrecisionFilter>()
  private let matrices = PackedCache<Shape, PackedMatrix>()

  /// The filter of `convolution`, with its scale folded in, for pictures like its input.
  func filter(of convolution: FusedConvolution) -> PackedFilter {
    filter(of: convolution, convolution.tiles)
  }

  /// The same of a convolution of bfloat16, where that is fastest by tiles; nil for other ones.
  func tiledFilter(of convolution: FusedConvolution) -> PackedFilter? {
    guard convolution.type == .bfloat16 else { return nil }
    let form = convolution.tiles
    return form.tile == 0 ? nil : filter(of: convolution, form)
  }

  private func filter(of convolution: FusedConvolution, _ form: WinogradForm) -> PackedFilter {
    filters.packed(convolution.filter, FilterKey(convolution, form)) {
      PackedFilter(
        convolution.scaledFilter, convolution.geometry, for: convolution.input,
        direction: convolution.direction, form: form)
    }
  }

  /// The filter of `convolution` in the bits that it multiplies in, with its scale folded in.
  func lowPrecisionFilter(of convolution: FusedConvolution) -> LowPrecisionFilter {
    lowPrecisionFilters.packed(convolution.filter, FilterKey(convolution, convolution.type)) {
      LowPrecisionFilter(
        convolution.scaledFilter, convolution.geometry, type: convolution.type,
        direction: convolution.direction)
    }
  }

  /// A recurrent matrix in bfloat16.
  func roundedMatrix(_ matrix: Tensor) -> LowPrecisionFilter {
    lowPrecisionFilter(
      of: FusedProduct(matrix: matrix).asConvolution(rows: 1).computing(in: .bfloat16))
  }

  /// The matrix of `product`.
  func matrix(of product: FusedProduct) -> PackedMatrix {
    matrices.packed(product.matrix, product.matrix.shape) { PackedMatrix(product.matrix.loaded) }
  }
}

/// What was packed of tensors, by their scalars and by what its layout depends on.
private final class PackedCache<Layout: Hashable & Sendable, Packed: Sendable>: Sendable {
  private struct Key: Hashable {
    var scalars: ObjectIdentifier
    var layout: Layout
  }

  // The scalars are kept, too: as long as they live, nothing else has their identity.
  private let known = Mutex<[Key: (scalars: Storage, packed: Packed)]>([:])

  /// What is known of `tensor` in this layout, or else what `pack` makes of it.
  func packed(_ tensor: Tensor, _ layout: Layout, _ pack: () -> Packed) -> Packed {
    let key = Key(scalars: ObjectIdentifier(tensor.storage), layout: layout)
    if let known = known.withLock({ $0[key]?.packed }) { return known }
    let packed = pack()
    known.withLock { $0[key] = (tensor.storage, packed) }
    return packed
  }
}
