import OkoImaging
import OkoTensors

/// Writes drawn pages as a YOLO dataset with the one class `line`.
public enum SyntheticPageDataset {
  /// Draws `count` pages into `folder`, which must be new or empty.
  ///
  /// Every fifth goes to `val`. The folder gets `data.yaml`, `images/` with JPEGs and `labels/`. The same arguments
  /// write the same bytes, and a larger `count` only adds pages. `progress` is told after each group of pages how many
  /// are done.
  public static func write(
    _ source: SyntheticPage, count: Int, seed: UInt64 = 0, to folder: String,
    progress: (Int) -> Void = { _ in }
  ) throws(DatasetError) {
    try FileSystem.makeNewDataset(
      folder, count: count,
      folders: ["images/train", "images/val", "labels/train", "labels/val"])
    try FileSystem.write(
      "path: .\ntrain: images/train\nval: images/val\nnames:\n  0: line\n",
      to: folder + "/data.yaml")
    var done = 0
    while done < count {
      let first = done
      let results = Workers.shared.map(min(16, count - first)) { offset in
        Result { () throws(DatasetError) in
          try write(first + offset, of: source, seed, to: folder)
        }
      }
      for result in results { try result.get() }
      done += results.count
      progress(done)
    }
  }

  private static func write(
    _ number: Int, of source: SyntheticPage, _ seed: UInt64, to folder: String
  ) throws(DatasetError) {
    let page = source.page(number, seed: seed)
    let name = (number % 5 == 4 ? "val/" : "train/") + number.padded(to: 5)
    var random = RandomSource(seed: seed, stream: "page/\(number)/jpeg")
    try FileSystem.write(
      page.image, jpegOfQuality: random.whole(in: 45...95), to: "\(folder)/images/\(name).jpg")
    try FileSystem.write(
      SyntheticDataset.rows(page.lines, in: page.image.size), to: "\(folder)/labels/\(name).txt")
  }
}
