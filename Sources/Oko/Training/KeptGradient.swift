import OkoTensors
import Synchronization

/// What the last forward of a loss made for its backward, with the logits that it belongs to.
///
/// A loss whose gradient comes with its value keeps it here, so that the backward need not begin anew.
final class KeptGradient<Gradient: Sendable>: Sendable {
  private let content = Mutex<(logits: Tensor, gradient: Gradient)?>(nil)

  func store(_ gradient: Gradient, for logits: Tensor) {
    let logits = logits.untracked
    content.withLock { $0 = (logits, gradient) }
  }

  func gradient(for logits: Tensor) -> Gradient? {
    content.withLock { $0.flatMap { $0.logits.storage === logits.storage ? $0.gradient : nil } }
  }
}
