/// Letters made of others: those with accents, those that look alike, and those that are two in one.
enum FontComposition {
  /// Where an accent goes.
  enum Place {
    /// Above, one row clear of the letter.
    case above
    /// Below, touching the letter's foot.
    case below
    /// Beside the top, as of `ď`.
    case beside
  }

  /// An accent, and pairs of a letter and the letter that it is put on.
  struct Accent {
    var place: Place
    var art: [String]
    var letters: String
  }

  static let accents = [
    Accent(
      place: .above, art: ["#.", ".#"],
      letters: "ÀA ÈE ÌI ÒO ÙU àa èe ìı òo ùu ѐe ѝи ЀE ЍИ"),
    Accent(
      place: .above, art: [".#", "#."],
      letters: """
        ÁA ÉE ÍI ÓO ÚU ÝY áa ée íı óo úu ýy ĆC ćc ĹL ŃN ńn ŔR ŕr ŚS śs ŹZ źz ЃГ ЌK ѓг ќк ĺl \
        ģg
        """),
    Accent(
      place: .above, art: [".#.", "#.#"],
      letters: "ÂA ÊE ÎI ÔO ÛU âa êe îı ôo ûu ĈC ĉc ĜG ĝg ĤH ĥh ĴJ ĵȷ ŜS ŝs ŴW ŵw ŶY ŷy"),
    Accent(
      place: .above, art: ["#.#", ".#."],
      letters: "ČC čc ĎD ĚE ěe ŇN ňn ŘR řr ŠS šs ŤT ŽZ žz"),
    Accent(
      place: .above, art: [".##.#", "#.##."], letters: "ÃA ÑN ÕO ãa ñn õo ĨI ĩı ŨU ũu"),
    Accent(
      place: .above, art: ["...", "#.#"],
      letters: "ÄA ËE ÏI ÖO ÜU äa ëe ïı öo üu ÿy ŸY ЁE ёe ЇI їı"),
    Accent(place: .above, art: [".#.", "#.#", ".#."], letters: "ÅA åa ŮU ůu"),
    Accent(
      place: .above, art: ["#...#", ".###."],
      letters: "ĂA ăa ĔE ĕe ĞG ğg ĬI ĭı ŎO ŏo ŬU ŭu ЙИ йи ЎУ ўy"),
    Accent(place: .above, art: ["....", "####"], letters: "ĀA āa ĒE ēe ĪI īı ŌO ōo ŪU ūu"),
    Accent(place: .above, art: [".", "#"], letters: "ĊC ċc ĖE ėe ĠG ġg İI ŻZ żz"),
    Accent(place: .above, art: [".#.#", "#.#."], letters: "ŐO őo ŰU űu"),
    Accent(
      place: .below, art: [".#", "#."],
      letters: "ÇC çc ĢG ĶK ķk ĻL ļl ŅN ņn ŖR ŗr ŞS şs ŢT ţt ȘS șs ȚT țt"),
    Accent(place: .below, art: ["#.", ".#"], letters: "ĄA ąa ĘE ęe ĮI įi ŲU ųu"),
    Accent(place: .beside, art: ["#", "#"], letters: "ďd ťt ĽL ľl"),
  ]

  /// Pairs of a letter and the one that it is drawn as.
  static let lookalikes = """
    АA ВB ЕE З3 КK МM НH ОO РP СC ТT ХX аa еe оo рp сc уy хx ІI іi ЈJ јj ЅS ѕs ÐĐ ĸк ‘' ’' “" ”" \
    ‚, ´' ˆ^ ˜~ ‹< ›> ‐- ‑- ­-
    """

  /// Characters that are drawn as several.
  static let sequences: [(character: Character, text: String)] = [
    ("Ĳ", "IJ"), ("ĳ", "ij"), ("ŉ", "'n"), ("Ŀ", "L·"), ("ŀ", "l·"), ("¼", "1/4"), ("½", "1/2"),
    ("¾", "3/4"), ("™", "TM"), ("‰", "%o"), ("′", "'"), ("″", "\""), ("¨", "\""), ("¯", "-"),
    ("¸", ","),
  ]
}
