/// The augmentations that have a name, the same names for every task.
public enum AugmentationPreset: String, CaseIterable, Sendable {
  case none, mild, standard, strong, microscopy
}

/// How training pictures are changed, with an amount for each name.
public protocol PresetAugmentation: Hashable {
  /// Nothing is changed.
  static var none: Self { get }
  /// For short runs and small networks.
  static var mild: Self { get }
  /// For photographs.
  static var standard: Self { get }
  /// For long runs that learn their pictures by heart.
  static var strong: Self { get }
  /// For pictures without an up and down.
  static var microscopy: Self { get }
}

extension PresetAugmentation {
  /// The augmentation called `preset`.
  public static func named(_ preset: AugmentationPreset) -> Self {
    switch preset {
    case .none: .none
    case .mild: .mild
    case .standard: .standard
    case .strong: .strong
    case .microscopy: .microscopy
    }
  }

  /// The preset that this is, where it is one.
  public var preset: AugmentationPreset? {
    AugmentationPreset.allCases.first { Self.named($0) == self }
  }
}
