extension Words {
    /// Words that stand in nearly every sentence of a language that is not read.
    private static let foreign: Set<String> = [
        "nicht", "ohne", "mit", "und", "ist", "wenn", "dann", "geht", "funktioniert", "startet", "kein", "keine", "nur",
        "aber", "auch", "wird", "habe", "ich", "beim", "bootet", "der", "das", "hilft", "avec", "sans", "pas", "est",
        "les", "une", "mais", "fonctionne", "je", "si", "con", "sin", "pero", "funciona", "el", "los", "para", "una",
        "solo", "arranca", "com", "sem", "nao", "mas", "senza", "che", "non", "funziona", "met", "zonder", "werkt",
        "niet", "het", "bez", "nie", "dziala", "utan", "inte", "och", "fungerar", "med", "uden", "ikke", "le", "du",
    ]

    private static let english: Set<String> = [
        "the", "is", "with", "and", "to", "of", "in", "it", "when", "not", "this", "that", "my", "have", "works",
    ]

    /// Whether it is certainly in another language than English.
    var isCertainlyForeign: Bool {
        all.count { Self.foreign.contains(self[$0]) } > 1 && all.count { Self.english.contains(self[$0]) } < 2
    }

    /// Whether it is in a language whose sentences are not read.
    var isForeign: Bool { all.count { Self.foreign.contains(self[$0]) } > (all.count > 12 ? 2 : 0) }
}
