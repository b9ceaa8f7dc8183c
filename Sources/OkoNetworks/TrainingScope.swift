import OkoTensors
import Synchronization

/// The time in which an optimizer records: its parameters are variables, all others constants.
///
/// It is a task-local value, so it reaches everything that the closure of `minimize` calls and nothing else.
final class TrainingScope: Sendable {
  @TaskLocal static var current: TrainingScope?

  private let trained: Set<ObjectIdentifier>
  private let variables = Mutex<[ObjectIdentifier: Tensor]>([:])
  private let pending = Mutex<[ObjectIdentifier: (parameter: Parameter, value: Tensor)]>([:])

  init(_ parameters: [Parameter]) {
    trained = Set(parameters.map(ObjectIdentifier.init))
  }

  func trains(_ parameter: Parameter) -> Bool { trained.contains(ObjectIdentifier(parameter)) }

  /// The one variable that stands for `parameter` in this scope, nil where it is a constant.
  func variable(for parameter: Parameter) -> Tensor? {
    let key = ObjectIdentifier(parameter)
    guard trained.contains(key) else { return nil }
    return variables.withLock { variables in
      if let known = variables[key] { return known }
      let variable = parameter.constant.tracked()
      variables[key] = variable
      return variable
    }
  }

  /// Gives a statistic, once the step is made, the value that `change` makes of the latest one.
  func follow(_ statistic: Parameter, _ change: (Tensor) -> Tensor) {
    let key = ObjectIdentifier(statistic)
    pending.withLock {
      $0[key] = (statistic, change($0[key]?.value ?? statistic.constant))
    }
  }

  /// Gives the statistics their new values.
  func updateStatistics() {
    for (parameter, value) in pending.withLock({ Array($0.values) }) { parameter.value = value }
  }
}
