import OkoImaging
import OkoTensors

/// Writes drawn lines as a data set for `oko train read`.
public enum SyntheticTextDataset {
  /// Draws `count` lines into `folder`, which must be new or empty.
  ///
  /// Every fifth goes to `val`. The folder gets `train/`, `val/` with JPEGs, and `train.tsv` and `val.tsv` with a
  /// picture's path, a tab and its text in each row. The same arguments write the same bytes, and a larger `count`
  /// only adds lines. `progress` is told after each group of lines how many are done.
  public static func write(
    _ source: SyntheticText, count: Int, seed: UInt64 = 0, to folder: String,
    progress: (Int) -> Void = { _ in }
  ) throws(DatasetError) {
    try FileSystem.makeNewDataset(folder, count: count, folders: ["train", "val"])
    var rows = ["train": "", "val": ""]
    var done = 0
    while done < count {
      let first = done
      let written = Workers.shared.map(min(128, count - first)) { offset in
        let number = first + offset
        let line = source.line(number, seed: seed)
        let split = number % 5 == 4 ? "val" : "train"
        let name = "\(split)/\(number.padded(to: 6)).jpg"
        return Result { () throws(DatasetError) in
          try FileSystem.write(line.image, jpegOfQuality: 90, to: "\(folder)/\(name)")
          return (split: split, row: "\(name)\t\(line.text)\n")
        }
      }
      for result in written {
        let (split, row) = try result.get()
        rows[split, default: ""] += row
      }
      done += written.count
      progress(done)
    }
    for (split, text) in rows { try FileSystem.write(text, to: "\(folder)/\(split).tsv") }
  }
}
