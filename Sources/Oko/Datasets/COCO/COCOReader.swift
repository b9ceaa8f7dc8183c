import OkoImaging
import OkoJSON

/// Reads COCO's object annotations: one JSON file a split, boxes as x, y, width, height in pixels.
///
/// Category ids may have gaps; classes are numbered by ascending id and told apart by name, so that files of
/// several splits agree. Single wrong annotations are issues that carry their id.
enum COCOReader {
  static func read(_ files: [COCOFile], into collector: inout AnnotationCollector) -> DatasetContent
  {
    var content = DatasetContent()
    var classes = ClassTable()
    for split in DatasetSplit.allCases {
      for file in files where file.split == split {
        guard let document = document(file.path, &collector) else { continue }
        var reading = COCOFileReading(file: file, collector: collector.branch)
        let isFirst = classes.names.isEmpty
        reading.readCategories(document, into: &classes, isFirst: isFirst)
        reading.readPictures(document)
        reading.readAnnotations(document)
        collector.merge(reading.collector)
        content.samples[split, default: []] += reading.samples
      }
    }
    content.classNames = classes.names
    return content
  }

  /// The parsed file; nil, and an issue with line and column, where it is no JSON.
  static func document(
    _ path: String, _ collector: inout AnnotationCollector
  ) -> JSONValue? {
    do throws(FileReadingError) {
      let bytes = try FileSystem.read(path, limit: 4 << 30)
      do throws(JSONError) {
        return try JSONValue(parsing: bytes)
      } catch {
        collector.add(
          .error, path: path, line: error.line, column: error.column,
          "\(error.message) (byte \(error.byteOffset))")
      }
    } catch {
      collector.add(.error, path: path, error.message)
    }
    return nil
  }
}
