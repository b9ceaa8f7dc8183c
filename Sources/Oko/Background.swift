import OkoTensors
import OkoTraining

/// A value that another thread computes; asking for it waits.
///
/// Where the process is meant to compute on one thread alone, or no other can be started, the value is computed
/// at once instead.
final class Background<Value: Sendable>: Sendable {
  private let monitor = Monitor<Value?>(nil)

  init(inParallel: Bool, _ body: @escaping @Sendable () -> Value) {
    let work: @Sendable () -> Void = { [monitor] in
      let value = body()
      monitor.change { $0 = value }
    }
    if !inParallel || !startThread(work) { work() }
  }

  /// The value, once it is there.
  var value: Value { monitor.wait { $0 } }
}
