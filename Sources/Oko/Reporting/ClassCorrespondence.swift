/// The classes of a model seen as those of a dataset, matched by name.
public struct ClassCorrespondence: Sendable, Hashable {
  /// Classes of the dataset that the model does not know.
  public let missing: [String]
  private let indices: [Int?]

  /// Matches the names of a model's classes with those of a dataset, capital and small letters alike.
  ///
  /// - Throws: `ModelError` where they have no class in common.
  public init(
    of modelNames: [String], with datasetNames: [String], model: String
  ) throws(ModelError) {
    let known = datasetNames.map { $0.lowercased() }
    indices = modelNames.map { name in
      datasetNames.firstIndex(of: name) ?? known.firstIndex(of: name.lowercased())
    }
    let found = Set(indices.compactMap(\.self))
    missing = datasetNames.indices.filter { !found.contains($0) }.map { datasetNames[$0] }
    guard !found.isEmpty else {
      throw ModelError(
        "has no class of the dataset: it knows \(modelNames.joined(separator: ", ")), the dataset has "
          + datasetNames.joined(separator: ", "), model: model)
    }
  }

  /// The dataset's class of the model's class `index`; nil where it has none.
  public func translated(_ index: Int) -> Int? { indices[index] }

  /// The model's class of the dataset's class `index`; nil where it has none.
  func own(_ index: Int) -> Int? { indices.firstIndex(of: index) }

  /// `detections` of the model with the dataset's classes; those of other classes are left out.
  public func translated(_ detections: [Detection]) -> [Detection] {
    detections.compactMap { detection in
      guard let index = indices[detection.classIndex] else { return nil }
      return Detection(box: detection.box, classIndex: index, confidence: detection.confidence)
    }
  }

  /// `map` of the model with the dataset's classes; other classes become ``LabelMap/ignored``, none of them.
  public func translated(_ map: LabelMap) -> LabelMap {
    var table = [UInt8](repeating: LabelMap.ignored, count: 256)
    for (own, index) in indices.enumerated() {
      if let index { table[own] = UInt8(index) }
    }
    return LabelMap(size: map.size, labels: map.labels.map { table[Int($0)] })
  }
}
