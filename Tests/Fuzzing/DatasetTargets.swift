import Glibc
import Oko
import OkoImaging

extension FuzzTarget {
  /// An annotation of Pascal VOC.
  static let voc = FuzzTarget(
    name: "voc",
    seeds: {
      [
        """
        <?xml version="1.0" encoding="utf-8"?><!-- c --><!DOCTYPE annotation>
        <annotation verified="yes"><filename>a.png</filename><size><width>64</width><height>48</height>
        <depth>3</depth></size><object><name>cat &amp; d&#246;g<![CDATA[ <x> ]]></name>
        <difficult>1</difficult><bndbox><xmin>1</xmin><ymin>2.5</ymin><xmax>64</xmax><ymax>48</ymax>
        </bndbox></object><object><name>b</name><bndbox><ymax>9</ymax><xmax>9</xmax><ymin>3</ymin>
        <xmin>3</xmin></bndbox></object></annotation>
        """,
        "<annotation><object/><size><width>0</width></size></annotation>",
      ].map { Array($0.utf8) }
    },
    body: { DatasetTrial.voc.run($0) })

  /// The rows of a YOLO label file.
  static let yoloRows = FuzzTarget(
    name: "yolo-rows",
    seeds: {
      [
        "0 0.5 0.5 0.2 0.2\n79 .1 .1 .1 .1\r\n\n3\t0.25 0.25 1e-1 0.1",
        "\u{feff}1 0.1 0.1 0.9 0.1 0.5 0.9 0.2 0.4\n1 0.5 0.5 1.01 1\n1 nan 0 1 1\n0,0.5\n",
      ].map { Array($0.utf8) }
    },
    body: { DatasetTrial.yoloRows.run($0) })

  /// The `data.yaml` of a YOLO dataset; without paths that lead out of it, whose walks would take for ever.
  static let yoloConfiguration = FuzzTarget(
    name: "yolo-configuration",
    seeds: {
      [
        "path: .\ntrain: images/train\nval: [images/train, list.txt]\nnc: 2\nnames: [a, 'b']\n",
        "train: images/train\nnames:\n  0: a\n  2: b\n  x: c\n",
        "train: &t images/train\nval: *t\nnames: {0: a, 1: a}\nnc: 3\n...\n",
      ].map { Array($0.utf8) }
    },
    body: { bytes in
      let leadsOut = zip([0x20] + bytes, bytes).contains { before, byte in
        byte == 0x2F && !(0x61...0x7A).contains(before) || byte == 0x2E && before == 0x2E
      }
      if !leadsOut { DatasetTrial.yoloConfiguration.run(bytes) }
    })

  /// A COCO annotation file.
  static let coco = FuzzTarget(
    name: "coco",
    seeds: {
      [
        """
        {"images": [{"id": 1, "file_name": "a.png", "width": 64, "height": 48}, {"id": 2,
        "file_name": "b.png"}], "categories": [{"id": 7, "name": "a"}, {"id": 1, "name": "b"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3.5, 4],
        "segmentation": [[1, 1, 5, 1, 5, 5]], "keypoints": [1, 2, 2]}, {"id": 2, "image_id": 1,
        "category_id": 1, "bbox": [0, 0, 64.5, 48], "iscrowd": 1, "segmentation": {"size": [48, 64],
        "counts": [0, 3072]}}, {"id": 3, "image_id": 1, "category_id": 1, "bbox": [9, 9, 9, 9],
        "segmentation": {"size": [48, 64], "counts": "`0o2a0PP3"}}]}
        """
      ].map { Array($0.utf8) }
    },
    body: { DatasetTrial.coco.run($0) })

  /// A CreateML annotation file.
  static let createML = FuzzTarget(
    name: "createml",
    seeds: {
      [
        """
        [{"image": "a.png", "annotations": [{"label": "a", "coordinates": {"x": 20, "y": 20.5,
        "width": 10, "height": 10}}]}, {"imagefilename": "b.png", "annotations": []}]
        """
      ].map { Array($0.utf8) }
    },
    body: { DatasetTrial.createML.run($0) })
}

/// A small dataset on disk, one file of which is the input.
struct DatasetTrial: Sendable {
  private let folder: String
  private let input: String
  private let options: DatasetOptions

  static let voc = DatasetTrial(
    [("a.png", "JPEGImages"), ("b.png", "JPEGImages")], ["ImageSets/Main/train.txt": "a\n"],
    input: "Annotations/a.xml")
  static let yoloRows = DatasetTrial(
    [("a.png", "images/train")], ["data.yaml": "train: images/train\nnc: 80\n"],
    input: "labels/train/a.txt")
  static let yoloConfiguration = DatasetTrial(
    [("a.png", "images/train")],
    ["labels/train/a.txt": "0 0.5 0.5 0.2 0.2\n", "list.txt": "images/train/a.png\n"],
    input: "data.yaml")
  static let coco = DatasetTrial(
    [("a.png", "images"), ("b.png", "images")], [:], input: "annotations/instances_train.json")
  static let createML = DatasetTrial(
    [("a.png", "train"), ("b.png", "train")], [:], input: "train/labels.json")

  private init(
    _ pictures: [(name: String, folder: String)], _ texts: [String: String], input: String
  ) {
    let place = getenv("OKO_FUZZING_WORK").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(place)/dataset-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { broken("no temporary folder") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    self.input = folder + "/" + input
    options = {
      var options = DatasetOptions()
      options.errorPolicy = .collect
      return options
    }()
    let picture = Image(width: 64, height: 48, channels: .gray, filledWith: [90])
    let bytes = (try? PNGEncoder.encode(picture)) ?? []
    for (name, place) in pictures { put(bytes, at: "\(place)/\(name)") }
    for (name, text) in texts { put(Array(text.utf8), at: name) }
    put([], at: input)
  }

  private func put(_ bytes: [UInt8], at path: String) {
    var made = folder
    for part in path.split(separator: "/").dropLast() {
      made += "/" + part
      mkdir(made, 0o700)
    }
    do {
      try Fuzzing.save(bytes, to: folder + "/" + path)
    } catch {
      broken("\(error)")
    }
  }

  func run(_ bytes: [UInt8]) {
    do { try Fuzzing.save(bytes, to: input) } catch { broken("\(error)") }
    guard let dataset = try? DetectionDataset.load(folder: folder, options: options) else { return }
    for issue in dataset.issues {
      hold(!issue.message.isEmpty, "an issue without words")
      hold((issue.line ?? 1) >= 1 && (issue.column ?? 1) >= 1, "place \(issue)")
    }
    for sample in DatasetSplit.allCases.flatMap(dataset.samples) {
      for object in sample.objects {
        let box = object.box
        hold(
          dataset.classNames.indices.contains(object.classIndex), "class \(object.classIndex)")
        hold(
          box.width > 0 && box.height > 0 && box.x >= 0 && box.y >= 0
            && box.maxX <= Double(sample.size.width) * (1 + 1e-12)
            && box.maxY <= Double(sample.size.height) * (1 + 1e-12),
          "box \(box) in \(sample.size)")
      }
    }
  }
}
