import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The signal that asked the process to stop, or 0.
private let pendingSignal = Atomic<Int32>(0)

/// Notes SIGINT and SIGTERM while a run lasts; a second one ends the process at once.
package final class StopSignal {
  private var former: [(number: Int32, action: sigaction)] = []
  private var formerMask = sigset_t()

  package init() {
    // Also makes sure that the global exists before a handler touches it.
    pendingSignal.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      let handler: @convention(c) (Int32) -> Void = { number in
        pendingSignal.store(number, ordering: .relaxed)
        signal(SIGINT, SIG_DFL)
        signal(SIGTERM, SIG_DFL)
      }
      #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = handler
      #else
        action.__sigaction_handler.sa_handler = handler
      #endif
      action.sa_flags = SA_RESTART
      var old = sigaction()
      sigaction(number, &action, &old)
      former.append((number, old))
    }
    // A process inherits what its parent's thread blocked; a launcher may have blocked both.
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGINT)
    sigaddset(&mask, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &mask, &formerMask)
  }

  deinit {
    pthread_sigmask(SIG_SETMASK, &formerMask, nil)
    for (number, action) in former {
      var action = action
      sigaction(number, &action, nil)
    }
  }

  /// The name of the signal that arrived.
  package var received: String? {
    switch pendingSignal.load(ordering: .relaxed) {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    default: nil
    }
  }
}
