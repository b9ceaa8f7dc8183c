public import OkoTensors

/// A network or a part of one: a struct whose stored properties are parameters and other modules.
///
///     struct Classifier: Module {
///       let body: ConvolutionBlock
///       let head: Linear
///     }
///
/// Parameters are named by the properties that lead to them (`body.convolution.filter`), elements of arrays
/// by their index, so a checkpoint fits as long as the properties keep their names.
public protocol Module: Sendable {}

extension Module {
  /// Every parameter with its name, in the order of the properties.
  public var namedParameters: [(name: String, parameter: Parameter)] {
    var found: [(name: String, parameter: Parameter)] = []
    collectParameters(of: self, prefix: "", into: &found)
    return found
  }

  /// Every parameter once, under the first of its names.
  var distinctParameters: [(name: String, parameter: Parameter)] {
    var seen: Set<ObjectIdentifier> = []
    return namedParameters.filter { seen.insert(ObjectIdentifier($0.parameter)).inserted }
  }

  /// How many scalars are trained.
  public var trainableCount: Int {
    distinctParameters.reduce(0) {
      $0 + ($1.parameter.role == .statistic ? 0 : $1.parameter.shape.count)
    }
  }

  /// Draws every parameter anew from `seed` and its own name, whatever the order of construction.
  public func initialize(seed: UInt64) {
    for (name, parameter) in namedParameters {
      parameter.initialize(using: RandomSource(seed: seed, stream: "parameter/" + name))
    }
  }

  /// The values by name, as `restore(_:)` takes them.
  public var values: [String: Tensor] {
    Dictionary(uniqueKeysWithValues: namedParameters.map { ($0.name, $0.parameter.constant) })
  }
}

private func collectParameters(
  of value: Any, prefix: String, into found: inout [(name: String, parameter: Parameter)]
) {
  func visit(_ child: Any, _ name: String) {
    switch child {
    case let parameter as Parameter: found.append((name, parameter))
    case let module as any Module:
      collectParameters(of: module, prefix: name + ".", into: &found)
    default:
      let mirror = Mirror(reflecting: child)
      switch mirror.displayStyle {
      case .collection:
        for (index, element) in mirror.children.enumerated() {
          visit(element.value, "\(name).\(index)")
        }
      case .optional:
        if let wrapped = mirror.children.first { visit(wrapped.value, name) }
      default: break
      }
    }
  }
  for child in Mirror(reflecting: value).children {
    guard let label = child.label else { continue }
    visit(child.value, prefix + label)
  }
}
