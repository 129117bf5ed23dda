import Journal

/// What may stand in a run's folder that comes from elsewhere, and how large.
enum RunContent {
    /// Beside the boots, of a run of a plan that has so many bytes.
    static func top(planBytes: Int) -> [String: Int] {
        let limits = RunLimits(planBytes: planBytes)
        return [
            "plan.json": planBytes, "part.json": RunLimits.part, "predictions.jsonl": limits.predictions,
            "journal.jsonl": limits.journal,
        ]
    }

    /// Beside the boots too, and made anew of the rest.
    static let results: Set<String> = ["result.json", "faults.json"]

    /// Of an attempt, by what they are: the guest's, QEMU's and dmaroute's own.
    static let evidence: [String: Int] = {
        let guests = Dictionary(uniqueKeysWithValues: ReceivedFiles.names.map { ($0, ReceivedFiles.limit) })
            .filter { !$0.key.contains("/") }
        let own = ["probe.jsonl", "ram.jsonl", "timings.json", "domain.xml", "external-ports.aml", "qemu.log"]
        return guests.merging(own.map { ($0, AttemptInput.limit) }) { first, _ in first }
            .merging(["console.log": AttemptInput.limit, "device-trace.log": AttemptInput.limit]) { $1 }
    }()

    /// What a run that was cut off may leave and nobody needs: `driven-3.img`, `initrd.img`, and what was being written.
    static func isLeftover(_ name: String) -> Bool {
        if name == "initrd.img" || name.hasPrefix(".") { return true }
        guard name.hasPrefix("driven-"), name.hasSuffix(".img") else { return false }
        let digits = name.utf8.dropFirst(7).dropLast(4)
        return (1...2).contains(digits.count) && digits.allSatisfy(isDigit)
    }

    /// The number of `attempt-12`, as `RunFolder` names them; nil for another name.
    static func attempt(_ name: String) -> Int? {
        let bytes = name.utf8
        guard bytes.starts(with: "attempt-".utf8), bytes.dropFirst(8).allSatisfy(isDigit) else { return nil }
        return Int(name.dropFirst(8)).flatMap { AttemptNumber.all.contains($0) ? $0 : nil }
    }

    /// The first digits of a boot's key.
    static func isBoot(_ name: String) -> Bool {
        name.utf8.count == 12
            && name.utf8.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    /// By its byte: a letter with a mark on it is another one, and lies between two digits all the same.
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
