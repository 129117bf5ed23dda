/// What may stand in a run's folder that comes from elsewhere, and how large.
enum RunContent {
    /// Bytes of a file that is read whole.
    private static let whole = 1 << 30

    /// Beside the boots.
    static let top = [
        "plan.json": whole, "part.json": whole, "predictions.jsonl": whole, "journal.jsonl": whole,
        "result.json": whole, "faults.json": whole,
    ]

    /// Of an attempt, by what they are: the guest's, QEMU's and dmaroute's own.
    static let evidence: [String: Int] = {
        let guests = Dictionary(uniqueKeysWithValues: ReceivedFiles.names.map { ($0, ReceivedFiles.limit) })
            .filter { !$0.key.contains("/") }
        let own = ["probe.jsonl", "ram.jsonl", "timings.json", "domain.xml", "external-ports.aml", "qemu.log"]
        return guests.merging(own.map { ($0, AttemptEvidence.limit) }) { first, _ in first }
            .merging(["console.log": AttemptEvidence.limit, "device-trace.log": AttemptEvidence.limit]) { $1 }
    }()

    /// What a run that was cut off may leave and nobody needs: `driven-3.img`, `initrd.img`, and what was being written.
    static func isLeftover(_ name: String) -> Bool {
        if name == "initrd.img" || name.hasPrefix(".") { return true }
        guard name.hasPrefix("driven-"), name.hasSuffix(".img") else { return false }
        let digits = name.dropFirst(7).dropLast(4)
        return (1...2).contains(digits.count) && digits.allSatisfy(isDigit)
    }

    /// `attempt-12`, as `RunFolder` names them.
    static func isAttempt(_ name: String) -> Bool {
        let digits = name.dropFirst(8)
        return name.hasPrefix("attempt-") && (1...9).contains(digits.count) && digits.allSatisfy(isDigit)
    }

    /// The first digits of a boot's key.
    static func isBoot(_ name: String) -> Bool {
        name.count == 12 && name.allSatisfy { isDigit($0) || ("a"..."f").contains($0) }
    }

    private static func isDigit(_ letter: Character) -> Bool { ("0"..."9").contains(letter) }
}
