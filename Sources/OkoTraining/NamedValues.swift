/// Numbers by name, in the order they were given: the parts of a loss, the figures of an evaluation.
///
///     let losses: NamedValues = ["box": 1.25, "class": 0.5]
///     losses["box"]  // 1.25
public struct NamedValues: Sendable, Hashable, Codable, ExpressibleByDictionaryLiteral {
  /// The names, in order.
  public private(set) var names: [String] = []
  /// The number of each name.
  public private(set) var values: [Double] = []

  /// Makes an empty list.
  public init() {}

  /// Makes a list of `pairs`; a name given twice keeps its last number.
  public init(_ pairs: [(name: String, value: Double)]) {
    for pair in pairs { self[pair.name] = pair.value }
  }

  /// Makes a list of `pairs` of single precision, as a training step returns them.
  public init(_ pairs: [(name: String, value: Float)]) {
    for pair in pairs { self[pair.name] = Double(pair.value) }
  }

  /// Makes a list of the pairs of a literal.
  public init(dictionaryLiteral elements: (String, Double)...) {
    for (name, value) in elements { self[name] = value }
  }

  /// The number called `name`; a new name goes to the end, nil removes one.
  public subscript(name: String) -> Double? {
    get { names.firstIndex(of: name).map { values[$0] } }
    set {
      if let index = names.firstIndex(of: name) {
        if let newValue {
          values[index] = newValue
        } else {
          names.remove(at: index)
          values.remove(at: index)
        }
      } else if let newValue {
        names.append(name)
        values.append(newValue)
      }
    }
  }

  /// Every name with its number, in order.
  public var pairs: [(name: String, value: Double)] {
    zip(names, values).map { (name: $0, value: $1) }
  }

  /// Whether no number is infinite or not a number.
  public var isFinite: Bool { values.allSatisfy(\.isFinite) }

  /// Whether there are no numbers.
  public var isEmpty: Bool { names.isEmpty }
}

/// The figures of an evaluation; one may be the score by which the best weights are chosen.
public struct Metrics: Sendable, Hashable, Codable {
  /// The figures, in the order in which they are shown.
  public var values: NamedValues
  /// The name of the figure that decides, higher being better; nil where there is none.
  public var primary: String?

  /// Makes the figures `values`, of which `primary` decides.
  public init(_ values: NamedValues = [:], primary: String? = nil) {
    self.values = values
    self.primary = primary
  }

  /// The figure that decides.
  public var score: Double? { primary.flatMap { values[$0] } }
}
