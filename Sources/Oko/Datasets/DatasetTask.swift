/// What a dataset is for.
public enum DatasetTask: String, Hashable, Sendable, CaseIterable {
  /// Boxes.
  case detect
  /// Pixels.
  case segment
  /// Lines of text.
  case read

  /// What the dataset at `path` is for, going by its files.
  ///
  /// Masks without boxes are for segmentation, pictures with their texts for reading, everything else, outlines
  /// included, for detection.
  public static func suited(to path: String) -> DatasetTask {
    let root = PathText.normalized(path)
    guard FileSystem.isFolder(root) else { return .detect }
    guard SegmentationLayout.masks(in: root) != nil else {
      let isText =
        DatasetLayout.recognized(in: root) == nil && TextLayout.recognized(in: root) != nil
      return isText ? .read : .detect
    }
    switch DatasetLayout.recognized(in: root) {
    case nil: return .segment
    case .voc(let places)?:
      // VOC's folders are recognised without a file in them.
      let hasBoxes =
        places.annotations.isEmpty
        || FileSystem.names(in: places.annotations).contains {
          PathText.fileExtension($0) == "xml"
        }
      return hasBoxes ? .detect : .segment
    case .yolo(.folder)?:
      // Masks may be in a folder `labels`.
      let hasBoxes = FileSystem.files(under: root).contains { name in
        PathText.fileExtension(name) == "txt" && name.split(separator: "/").contains("labels")
      }
      return hasBoxes ? .detect : .segment
    default: return .detect
    }
  }
}
