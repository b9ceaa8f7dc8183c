import OkoTensors
import Synchronization

/// The time in which an optimizer records: its parameters are variables, all others constants.
///
/// It is a task-local value, so it reaches everything that the closure of `minimize` calls and nothing else.
final class TrainingScope: Sendable {
  @TaskLocal static var current: TrainingScope?

  private let trained: Set<ObjectIdentifier>
  private let variables = Mutex<[ObjectIdentifier: Tensor]>([:])

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
}
