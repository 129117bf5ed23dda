extension Words {
    /// Words that stand in nearly every sentence of a language that is not read.
    private static let foreign: Set<String> = [
        "nicht", "ohne", "mit", "und", "ist", "wenn", "dann", "geht", "funktioniert", "startet", "kein", "keine", "nur",
        "aber", "auch", "wird", "habe", "ich", "beim", "bootet", "der", "das", "hilft", "avec", "sans", "pas", "est",
        "les", "une", "mais", "fonctionne", "je", "si", "con", "sin", "pero", "funciona", "el", "los", "para", "una",
        "solo", "arranca", "com", "sem", "nao", "mas", "senza", "che", "non", "funziona", "met", "zonder", "werkt",
        "niet", "het", "bez", "nie", "dziala", "utan", "inte", "och", "fungerar", "med", "uden", "ikke", "le", "du",
    ]

    /// Whether it is in a language whose sentences are not read.
    var isForeign: Bool { all.count { Self.foreign.contains(self[$0]) } > (all.count > 12 ? 2 : 0) }
}
