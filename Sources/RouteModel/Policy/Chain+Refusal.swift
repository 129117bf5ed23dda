extension Chain {
    /// The rules whose answers made the kernel refuse; empty where it did not.
    ///
    /// Of the answers that end in a refusal wherever they are given, the last decides alone. The rest are refused because
    /// what must be copied cannot be: then what asked for a copy decides, with what stands against one.
    public var refusal: [Rule] { composition.map { rules(refusal(in: $0), in: $0) } ?? [] }

    /// The rules whose answers leave the device without driver; empty where it has one.
    public var unbinding: [Rule] {
        composition.map { rules(entries(Effect.unbinds, in: $0), in: $0) } ?? []
    }

    func refusal(in composition: Composition) -> [Entry] {
        if let last = entries(Effect.refuses, in: composition).last { return [last] }
        let asking = entries(Effect.asksForCopy, in: composition)
        guard !asking.isEmpty, let against = entries(Effect.forbidsCopy, in: composition).first else { return [] }
        return asking + [against]
    }

    /// Answers that have this effect.
    private func entries(_ effect: (Bool) -> Effect, in composition: Composition) -> [Entry] {
        slots.filter { composition.effects[Int($0.slot.rawValue)] == effect($0.answer) }
    }
}
