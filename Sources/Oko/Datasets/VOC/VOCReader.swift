import OkoImaging
import OkoTensors

/// Reads a Pascal VOC folder: one XML file a picture, lists of stems for the splits.
///
/// The classes are those that occur, in alphabetical order, unless a `classes.txt` lists them.
enum VOCReader {
  static func read(
    _ places: VOCPlaces, into collector: inout AnnotationCollector
  ) -> DatasetContent {
    let entries = places.entries(&collector)
    let branch = collector.branch
    let results = Workers.shared.map(entries.count) { index in
      var branch = branch
      let annotation = VOCAnnotation.read(entries[index].1, into: &branch)
      return (annotation: annotation, collector: branch)
    }
    for result in results { collector.merge(result.collector) }

    let listed = ClassTable.listed(in: places.root)
    let seen = Set(results.compactMap(\.annotation).flatMap { $0.objects.map(\.name) })
    let classes = ClassTable(listed ?? seen.sorted())
    var content = DatasetContent(classNames: classes.names)
    for (entry, result) in zip(entries, results) {
      guard let annotation = result.annotation else { continue }
      var objects: [ObjectAnnotation] = []
      for object in annotation.objects {
        guard let index = classes[object.name] else {
          collector.add(
            .error, path: entry.1.annotation, line: object.line,
            "class \(PathText.shown(object.name)) is not in the list of classes")
          continue
        }
        objects.append(
          ObjectAnnotation(box: object.box, classIndex: index, isDifficult: object.isDifficult))
      }
      content.samples[entry.0, default: []].append(
        DetectionSample(imagePath: annotation.picture, size: annotation.size, objects: objects))
    }
    if !places.annotations.isEmpty {
      content.labelFiles = FileSystem.names(in: places.annotations)
        .filter { PathText.fileExtension($0) == "xml" }.map { places.annotations + "/" + $0 }
    }
    return content
  }
}
