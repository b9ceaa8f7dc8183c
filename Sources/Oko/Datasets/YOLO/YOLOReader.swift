import OkoImaging
import OkoTensors

/// Reads a YOLO folder: a text file of rows `class cx cy w h`, in fractions, beside each picture.
///
/// The label file of `…/images/a/b.jpg` is `…/labels/a/b.txt` (the last `/images/` counts), or `b.txt` in the
/// same folder where there is no `/images/`. No file is a background picture.
enum YOLOReader {
  static func read(
    _ source: YOLOConfiguration.Source, into collector: inout AnnotationCollector
  ) -> DatasetContent {
    var content = DatasetContent()
    guard let configuration = YOLOConfiguration.read(source, into: &collector) else {
      return content
    }
    var files: [(split: DatasetSplit, path: String)] = []
    for split in DatasetSplit.allCases {
      for entry in configuration.splits[split] ?? [] {
        files += pictures(of: entry, configuration, &collector).map { (split, $0) }
      }
    }
    let branch = collector.branch
    let results = Workers.shared.map(files.count) { index in
      var branch = branch
      let sample = sample(files[index].path, configuration, into: &branch)
      return (sample: sample, collector: branch)
    }
    for (file, result) in zip(files, results) {
      collector.merge(result.collector)
      if let sample = result.sample { content.samples[file.split, default: []].append(sample) }
    }
    content.classNames = configuration.names ?? inferredNames(content, configuration, &collector)
    content.labelFiles = labelFiles(beside: files.map(\.path))
    return content
  }

  /// Classes called by their numbers, where nothing names them.
  private static func inferredNames(
    _ content: DatasetContent, _ configuration: YOLOConfiguration,
    _ collector: inout AnnotationCollector
  ) -> [String] {
    let highest = content.samples.values.joined().lazy.flatMap(\.objects).map(\.classIndex).max()
    collector.add(
      .warning, path: configuration.path,
      "neither data.yaml nor classes.txt names the classes; they are called by their numbers")
    return (0..<((highest ?? -1) + 1)).map(String.init)
  }

  /// The pictures of a folder, or those that a list file names.
  private static func pictures(
    of path: String, _ configuration: YOLOConfiguration, _ collector: inout AnnotationCollector
  ) -> [String] {
    if FileSystem.isFolder(path) {
      let found = FileSystem.files(under: path).filter(PathText.isPicture)
      if found.isEmpty { collector.add(.error, path: path, "no picture in this folder") }
      return found.map { path + "/" + $0 }
    }
    if PathText.isPicture(path) { return [path] }
    do throws(FileReadingError) {
      let bytes = try FileSystem.read(path, limit: 1 << 30)
      var pictures: [String] = []
      for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        .enumerated()
      {
        guard let text = String(validating: line, as: UTF8.self)?.trimmingSpaces() else {
          collector.add(.error, path: path, line: index + 1, "not UTF-8 text")
          continue
        }
        guard !text.isEmpty else { continue }
        // A list names its pictures from its own folder where they begin with `./`, else from the base.
        let own = PathText.resolved(text, in: PathText.folder(path))
        let picture =
          text.hasPrefix("./") || FileSystem.isFile(own)
          ? own : PathText.resolved(text, in: configuration.base)
        guard FileSystem.isFile(picture) else {
          collector.add(.error, path: path, line: index + 1, "there is no \(PathText.shown(text))")
          continue
        }
        pictures.append(picture)
      }
      return pictures
    } catch {
      collector.add(.error, path: path, error.message)
      return []
    }
  }

  static func labelPath(of picture: String) -> String {
    let stem = PathText.withoutExtension(picture)
    if stem.hasPrefix("images/") { return String(labelPath(of: "./" + picture).dropFirst(2)) }
    guard let range = lastRange(of: "/images/", in: stem) else { return stem + ".txt" }
    return stem[..<range.lowerBound] + "/labels/" + stem[range.upperBound...] + ".txt"
  }

  private static func lastRange(of part: String, in text: String) -> Range<String.Index>? {
    var found: Range<String.Index>?
    var rest = text[...]
    while let range = rest.firstRange(of: part) {
      found = range
      rest = text[text.index(after: range.lowerBound)...]
    }
    return found
  }

  private static func sample(
    _ picture: String, _ configuration: YOLOConfiguration, into collector: inout AnnotationCollector
  ) -> DetectionSample? {
    guard let size = collector.pictureSize(picture) else { return nil }
    let path = labelPath(of: picture)
    guard FileSystem.isFile(path) else {
      return DetectionSample(imagePath: picture, size: size, objects: [])
    }
    do throws(FileReadingError) {
      let bytes = try FileSystem.read(path, limit: 64 << 20)
      var rows = YOLORows(
        path: path, size: size, classCount: configuration.names?.count,
        hasKeypoints: configuration.hasKeypoints)
      rows.read(bytes, into: &collector)
      return DetectionSample(imagePath: picture, size: size, objects: rows.objects)
    } catch {
      collector.add(.error, path: path, error.message)
      return nil
    }
  }

  /// Reports the label files that go with none of `pictures`, and gives the places where those that do would be.
  @discardableResult
  static func reportUnused(
    _ labelFiles: [String], pictures: [String], issues: [DatasetIssue],
    into collector: inout AnnotationCollector
  ) -> Set<String> {
    let used = Set(pictures.map(labelPath))
    let damaged = Set(issues.map(\.path))
    let damagedPictures = Set(damaged.filter(PathText.isPicture).map(PathText.stem))
    for path in labelFiles
    where !used.contains(path) && !damaged.contains(collector.shown(path))
      && !damagedPictures.contains(PathText.stem(path))
    {
      collector.add(.warning, path: path, "a label file without a picture")
    }
    return used
  }

  /// Every label file in the folders where those of `pictures` would be.
  private static func labelFiles(beside pictures: [String]) -> [String] {
    let folders = Set(pictures.map { PathText.folder(labelPath(of: $0)) }).sorted()
    return folders.flatMap { folder in
      FileSystem.names(in: folder).filter { name in
        PathText.fileExtension(name) == "txt" && !["classes.txt", "labels.txt"].contains(name)
      }.map { folder + "/" + $0 }
    }
  }
}
