/// Gathers the lines of a dataset and what is wrong with them.
struct TextCollector {
  /// The folder of the dataset.
  let root: String
  private(set) var issues: [DatasetIssue] = []
  private var samples: [DatasetSplit: [TextSample]] = [:]
  private var texts: [String: (text: String, split: DatasetSplit)] = [:]

  init(root: String) { self.root = root }

  /// Adds an issue about the file at `path`.
  mutating func add(
    _ severity: DatasetIssue.Severity, path: String, line: Int? = nil, _ message: String
  ) {
    issues.append(
      DatasetIssue(
        severity, path: PathText.relative(path, to: root), line: line, message: message))
  }

  /// Adds the picture at `image` with the label in `bytes`, which is in `line` of the file at `path`.
  mutating func add(
    image: String, label bytes: some Collection<UInt8>, split: DatasetSplit, path: String,
    line: Int? = nil
  ) {
    let text: String
    do throws(TextLabelError) {
      text = try TextLabel.text(of: bytes)
    } catch {
      add(.error, path: path, line: line, error.message)
      return
    }
    let place = PathText.normalized(image)
    if let earlier = texts[place] {
      let name = PathText.shown(PathText.relative(image, to: root))
      let other = earlier.text == text ? "" : " with another text"
      guard earlier.split == split else {
        add(
          .warning, path: path, line: line,
          "\(name) is in \(earlier.split.rawValue) as well\(other)")
        samples[split, default: []].append(TextSample(imagePath: image, text: text))
        texts[place] = (text, split)
        return
      }
      add(.warning, path: path, line: line, "\(name) comes again\(other); the first one is used")
      return
    }
    texts[place] = (text, split)
    samples[split, default: []].append(TextSample(imagePath: image, text: text))
  }

  /// The dataset, with validation lines held back where there are none.
  mutating func finished(_ format: TextDataset.Format, share: Double) -> TextDataset {
    if let note = HeldBack.fill(&samples, share: share, root: root, page: format.page) {
      add(.note, path: ".", note)
    }
    let trained = Set((samples[.train] ?? []).lazy.map(\.text).joined())
    for split in [DatasetSplit.val, .test] where !trained.isEmpty {
      let others = (samples[split] ?? []).lazy.filter { !$0.text.allSatisfy(trained.contains) }
      let lacking = Alphabet(others.map { $0.text }.joined()).characters.filter {
        !trained.contains($0)
      }
      guard !lacking.isEmpty else { continue }
      let count = others.count
      add(
        .warning, path: ".",
        "\(count) \(split.rawValue) line\(count == 1 ? " has" : "s have") characters that no "
          + "training line has, and so cannot be read: "
          + PathText.shown(lacking.map { String($0) }.joined(separator: " ")))
    }
    return TextDataset(
      folder: root, format: format, issues: issues.orderedBySeverity, samples: samples)
  }
}
