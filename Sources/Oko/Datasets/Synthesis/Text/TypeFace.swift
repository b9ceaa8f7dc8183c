import OkoImaging

/// Letters to draw lines with: of a font file, or the built-in ones.
public struct TypeFace: Sendable {
  private enum Source: Sendable {
    case builtIn
    /// With pixels of a capital's height for each pixel of the em.
    case trueType(TrueTypeFont, capitalShare: Double)
  }

  /// The file's name, or `built-in`.
  public let name: String
  private let source: Source

  /// The built-in letters, Latin and Cyrillic.
  public static let builtIn = TypeFace(name: "built-in", source: .builtIn)

  private init(name: String, source: Source) {
    self.name = name
    self.source = source
  }

  /// The faces of all `.ttf` and `.ttc` files in `folder` and the folders in it, in a fixed order.
  ///
  /// A file that cannot be read, `.otf` ones with CFF outlines among them, is left out with a warning. Throws where
  /// no face is left.
  public static func load(
    folder: String
  ) throws(DatasetError) -> (faces: [TypeFace], warnings: [DatasetIssue]) {
    guard FileSystem.isFolder(folder) else {
      throw DatasetError(.notFound, path: folder, message: "no folder of fonts")
    }
    var faces: [TypeFace] = []
    var warnings: [DatasetIssue] = []
    for name in FileSystem.files(under: folder) {
      let ending = name.lowercased().suffix(4)
      guard [".ttf", ".ttc", ".otf"].contains(ending) else { continue }
      do throws(FontError) {
        faces += try load(folder + "/" + name, name: name)
      } catch {
        let place = error.byteOffset.map { "byte \($0): " } ?? ""
        warnings.append(DatasetIssue(.warning, path: name, message: place + error.message))
      }
    }
    guard !faces.isEmpty else {
      throw DatasetError(
        .empty, path: folder, message: "no font (.ttf or .ttc) that can be read", issues: warnings)
    }
    return (faces, warnings)
  }

  private static func load(_ path: String, name: String) throws(FontError) -> [TypeFace] {
    var faces: [TypeFace] = []
    var face = 0
    var count = 1
    while face < count {
      let font: TrueTypeFont
      (font, count) = try TrueTypeFont.face(face, ofFileAt: path)
      if try isForText(font) {
        let share = min(max(try font.capitalHeight(size: 1), 0.3), 1.2)
        faces.append(
          TypeFace(
            name: count > 1 ? "\(name) (\(face))" : name,
            source: .trueType(font, capitalShare: share)))
      }
      face += 1
    }
    return faces
  }

  /// Whether Latin letters, if the font has them, look like such: fonts of signs put others in their places.
  private static func isForText(_ font: TrueTypeFont) throws(FontError) -> Bool {
    var boxes: [Box] = []
    for scalar in ["H", "A", "E", "x", "1", "."] as [Unicode.Scalar] {
      guard let glyph = try font.glyph(of: scalar) else { return true }
      guard let box = try font.outline(ofGlyph: glyph).bounds else { return false }
      boxes.append(box)
    }
    let capital = boxes[0].height
    return boxes[..<3].allSatisfy { abs($0.height - capital) < 0.2 * capital && $0.width > 0 }
      && boxes[0] != boxes[1] && boxes[3].height < capital && boxes[4].height > 0.5 * capital
      && boxes[5].height < 0.4 * capital && boxes[5].maxY < 0.5 * capital
  }

  /// Whether the letters are the built-in ones.
  var isBuiltIn: Bool { if case .builtIn = source { true } else { false } }

  /// Whether there are letters for all of `text`.
  public func contains(_ text: String) -> Bool {
    switch source {
    case .builtIn: text.allSatisfy { Font.contains($0) }
    case .trueType(let font, _): font.contains(text)
    }
  }

  /// The outline of one line, standing on y = 0 with y downwards, and its width.
  ///
  /// `capital` is the height of a capital in pixels, `spacing` is added between letters, in shares of it. `weight` is
  /// the width of a stroke of the built-in letters, 1 being usual; where `isDotted`, only their dots are drawn.
  func outline(
    of text: String, capital: Double, spacing: Double = 0, weight: Double = 1,
    isDotted: Bool = false
  ) -> (outline: CurvedOutline, width: Double) {
    switch source {
    case .builtIn:
      return Font.outline(
        of: text, scale: capital / 7, radius: weight / 2, spacing: spacing * 7, isDotted: isDotted)
    case .trueType(let font, let share):
      // Glyphs are read as they are drawn; one that is damaged is left blank.
      return (try? font.outline(of: text, size: capital / share, spacing: spacing * capital))
        ?? (CurvedOutline(), capital)
    }
  }
}
