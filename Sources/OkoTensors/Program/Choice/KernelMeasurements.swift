import Synchronization

/// Which kernel was the fastest for each convolution that was measured.
///
///     let network = CompiledNetwork(kernels: .measured(KernelMeasurements())) { network($0) }
///
/// The first program of a shape takes some seconds more. Forms differ in the last bits of what they compute: what was
/// measured must be remembered where answers are to stay the same from run to run.
public final class KernelMeasurements: Sendable {
  private struct State {
    var forms: [String: ConvolutionForm]
    var isChanged = false
    var measuredCount = 0
  }

  private let state: Mutex<State>
  private let saving: @Sendable ([String: String]) -> Void
  /// Held while something is measured, so that measurements do not disturb one another.
  private let turn = Mutex(())

  /// Makes measurements of which the forms of `known` are already there, by the names of convolutions.
  ///
  /// Names and forms that are not known here are left unused. `saving` hears of all forms after those of a network were
  /// measured.
  public init(
    known: [String: String] = [:], saving: @escaping @Sendable ([String: String]) -> Void = { _ in }
  ) {
    state = Mutex(State(forms: known.compactMapValues(ConvolutionForm.init)))
    self.saving = saving
  }

  /// How many convolutions were measured, not counting those that were known.
  public var measuredCount: Int { state.withLock { $0.measuredCount } }

  /// The forms by the names of convolutions.
  public var known: [String: String] { state.withLock { $0.forms.mapValues(\.rawValue) } }

  /// The fastest form of `convolution`, of those that it can have; nil where there is only one.
  func form(for convolution: FusedConvolution, in type: ScalarType) -> ConvolutionForm? {
    let candidates = ConvolutionForm.candidates(for: convolution, in: type)
    guard candidates.count > 1 else { return nil }
    let name = convolution.measuredName(in: type)
    return turn.withLock { _ in
      if let known = state.withLock({ $0.forms[name] }), candidates.contains(known) { return known }
      let fastest = ConvolutionTimer(convolution, in: type).fastest(of: candidates)
      state.withLock { state in
        state.forms[name] = fastest
        state.isChanged = true
        state.measuredCount += 1
      }
      return fastest
    }
  }

  /// Lets what was measured since the last time be saved.
  func remember() {
    let changed = state.withLock { state in
      defer { state.isChanged = false }
      return state.isChanged
    }
    if changed { saving(known) }
  }
}

extension FusedConvolution {
  /// Names what the time of the kernels depends on most.
  ///
  /// The threads that measured are not in it, so that the forms, and with them the last bits, are the same with any number
  /// of them; what follows the sums is not, as all forms do it alike.
  fileprivate func measuredName(in type: ScalarType) -> String {
    let (stride, padding, dilation) = (geometry.stride, geometry.padding, geometry.dilation)
    let sides = "\(padding.top),\(padding.left),\(padding.bottom),\(padding.right)"
    return [
      MachineKernels.name, "\(type)", "\(direction)",
      "filter \(filter.shape)", "stride \(stride.y),\(stride.x)", "padding \(sides)",
      "dilation \(dilation.y),\(dilation.x)", "groups \(geometry.groups)", "input \(input)",
    ].joined(separator: "; ")
  }
}
