/// Lines that tell of another machine than the one that fails, as far as their own words say so.
enum OtherMachines {
    private static let names: [StaticString] = [
        "my other ", "on another machine", "on another box", "on another computer", "on another laptop",
        "on another pc", "on another server", "on another system", "on another host", "on a different machine",
        "on a different computer", "on a different system", "on a different box", "on a second machine",
        "on the other machine", "on the other box", "on the other computer", "my second ",
    ]
    private static let own: [StaticString] = [
        "in my laptop", "on my laptop", "in my machine", "on my machine", "in my desktop", "on my desktop",
        "in my pc", "on my pc", "in my system", "on my system", "in my computer", "on my computer",
    ]

    /// Lines that are looked at, and bytes of one: people write of their machines at the beginning of a report.
    private static let mostLines = 1024
    private static let longest = 512

    /// - Parameter isOfAnotherRelease: whether a line names another release of the kernel than one before it did.
    static func of(_ lines: [Pasted.Line], isOfAnotherRelease: (Int) -> Bool) -> Set<Int> {
        var found: Set<Int> = []
        var isOther = false
        var hasLog = false
        for index in lines.indices.prefix(mostLines) {
            let line = lines[index]
            guard line.text.count <= longest else { continue }
            let isFence = line.text.starts("```")
            if !line.isMachineText, !isFence, !line.text.isEmpty {
                let isNamed =
                    names.contains { line.text.has($0) }
                    || own.contains { line.text.has($0) } && isOfAnotherRelease(index)
                let goesOn = index > 0 && lines[index - 1].number + 1 == line.number && !lines[index - 1].text.isEmpty
                isOther = isNamed || isOther && goesOn && !hasLog
                hasLog = false
            } else if line.isMachineText, isOther {
                hasLog = true
            }
            if isOther { found.insert(index) }
        }
        return found
    }
}

extension Reading {
    /// Leaves what is said of other machines out of what fails, and says whose it is.
    mutating func setAsideOtherMachines(_ lines: [Pasted.Line]) {
        let releases = kernels.filter { $0.value.weight < 5 }
        let others = OtherMachines.of(lines) { index in
            let line = lines[index]
            guard let here = releases.first(where: { $0.file == line.file && $0.line == line.number }) else {
                return false
            }
            return releases.contains { $0.line < here.line && $0.value.version != here.value.version }
        }
        guard !others.isEmpty else { return }
        let places = Set(others.map { lines[$0].place })
        let kept = { (place: Place) in !places.contains(place) }
        // Where all that fails is told there, it is the machine that fails.
        guard facts.contains(where: { kept($0.place) }),
            !(faults.map(\.place)
                + full.map(\.place)
                + overflows.map(\.place)).contains(where: { !kept($0) })
        else { return }
        keep(kept)
        asideLines.subtract(places)
        wordedOptions.removeAll { !kept($0.place) }
        for index in facts.indices where !kept(facts[index].place) {
            facts[index].fact = "of another machine: " + facts[index].fact
        }
    }
}
